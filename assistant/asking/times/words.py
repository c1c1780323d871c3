"""The words of time in eight languages, folded (no accents, lower case), as regular expressions without groups
(but those of days of a month).

They are our own tables, over those of assistant.dates: dateparser (measured) gives moments where a range is meant,
takes "may" and German "hat" for dates, needs 10 to 60 ms a question and 0.26 s to import.
"""

from collections.abc import Mapping

NUMBERS: Mapping[str, int] = {
    word: number
    for number, words in {
        1: "a an one ein eine einem einen einer un une una uno um uma een",
        2: "two zwei deux dos due dois duas twee couple",
        3: "three drei trois tres tre drie",
        4: "four vier quatre cuatro quattro quatro",
        5: "five funf cinq cinco cinque vijf",
        6: "six sechs seis sei zes",
        7: "seven sieben sept siete sette sete zeven",
        8: "eight acht huit ocho otto oito",
        9: "nine neun neuf nueve nove negen",
        10: "ten zehn dix diez dieci dez tien",
        12: "twelve zwolf douze doce dodici doze twaalf",
        14: "vierzehn quatorze catorce quattordici veertien fourteen",
        15: "quinze quince quindici vijftien fifteen",
    }.items()
    for word in words.split()
}
FEW = (
    "(?:(?:a )?few|several|(?:a )?couple(?: of)?|some|(?:ein |den )?paar|einigen?|mehreren?|quelques|un(?:os|as)|"
    "algunos|algunas|"
    "pocos|qualche|alcuni|poch[ie]|alguns|algumas|(?:een )?paar|enkele|数)"
)
N = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"

UNITS: Mapping[str, str] = {
    "hour": "hours?|hrs|stunden?|heures?|horas?|or[ae]|uren|uur",
    "day": "days?|tag(?:e[ns]?)?|jours?|dias?|giorn[oi]|dag(?:en)?",
    "weekend": "weekends?|wochenendes?|week-ends?|fi[nm]s? de semana|fine settimana",
    "week": "weeks?|wks?|wochen?|semaines?|semanas?|settiman[ae]|we(?:e)?k(?:en)?",
    "fortnight": "fortnights?|quinzaine|quincena|quinzena",
    "month": "months?|monat(?:e[ns]?|s)?|mois|mes(?:es)?|mes[ei]|maand(?:en)?",
    "quarter": "quarters?|quartal(?:e[ns]?|s)?|trimestres?|trimestr[ei]|kwartaal|kwartalen",
    "year": "years?|jahr(?:e[ns]?|s)?|ans?|annees?|anos?|ann[oi]|jaar|jaren",
}
UNIT = "(?:" + "|".join(UNITS.values()) + ")"

LAST = "(?:last|previous|prior|letzte[nrms]?|vorige[nrms]?|vergangene[nrms]?|verleden|laatste)"
PAST = (
    "(?:past|trailing|afgelopen|ultim[oaie]s?|dernier[es]*|ultim[oa]s|letzten|last|vergangenen|laatste|previous|recent)"
)
THIS = (
    "(?:this|the current|current|diese[nrms]?|dieser|aktuellen?|cett?e?|est[ea]|quest[oa]|quest'|dest[ea]|nest[ea]|"
    "deze|dit)"
)
MY = "(?:my|meine?[nrms]?|ma|mon|mi|(?:la )?mia|(?:il )?mio|(?:a )?minha|(?:o )?meu|mijn)"
OWN = (  # "my week" is this one; "my weeks" are not
    "week(?:end)?|month|woche(?:nende)?|monat|semaine|week-end|mois|semana|fi[nm] de semana|mes|settimana|"
    "fine settimana|mese|maand"
)
NEXT = (
    "(?:next|coming|the coming|upcoming|nachste[nrms]?|naechste[nrms]?|kommende[nrms]?|prochaine?s?|proxim[oa]s?|"
    "prossim[oaei]|volgende|komende)"
)
LAST_AFTER = (
    "(?:dernier(?:e|s|es)?|passe(?:e|s|es)?|precedent(?:e|es)?|pasad[oa]s?|anterior|scors[oaie]|passat[oaie]|"
    "passad[oa]s?|geleden)"
)
NEXT_AFTER = "(?:prochaine?s?|qui vient|que viene|entrante|prossim[oaie]|proxim[oa]s?|que vem)"

DAYS: Mapping[int, str] = {
    -2: "day before yesterday|vorgestern|avant-hier|anteayer|antes de ayer|l'altro ieri|ieri l'altro|avantieri|"
    "anteontem|eergisteren|一昨日|おととい",
    -1: "yesterday|gestern|d'hier|ayer|ieri|ontem|gisteren|昨日|きのう",
    0: "today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|本日|今日|きょう",
    1: "tomorrow|morgen|demain|(?<!la )(?<!esta )manana|domani|amanha|明日|あした",
    2: "day after tomorrow|ubermorgen|apres-demain|pasado manana|dopodomani|depois de amanha|overmorgen|"
    "明後日|あさって",
}
PARTS: Mapping[tuple[int, int], str] = {  # hours of the day
    (0, 12): "morning|vormittags?|morgens?|fruh|matin|matinee|mattin[ao]|manana|manha|ochtend|午前|朝",
    (12, 18): "afternoon|nachmittags?|apres-midi|tarde|pomeriggio|middag|午後",
    (17, 24): "evening|night|abends?|soir|soiree|noche|noite|sera|avond|nacht|夕方|夜|晩",
}
ATTACHED = "vormittags?|nachmittags?|abends?|morgen|ochtend|middag|avond"  # Dienstagnachmittag, maandagochtend
PART_JOINER = r"(?:\s+|\s+(?:in the|in|at|por la|por|a la|de la|da|de|a|di|le|au|om|の)\s+|の)"
WHOLE_PARTS: Mapping[tuple[int, int, int], str] = {  # days from today, hours
    (0, 0, 12): "this morning|heute (?:morgen|fruh|vormittag)|ce matin|esta manana|stamattina|questa mattina|"
    "(?:hoje de|esta|nesta) manha|vanochtend|vanmorgen|今朝",
    (0, 12, 18): "this afternoon|heute nachmittag|cet apres-midi|esta tarde|oggi pomeriggio|questo pomeriggio|"
    "nesta tarde|hoje a tarde|vanmiddag",
    (
        0,
        17,
        24,
    ): "this evening|tonight|heute abend|ce soir|esta noche|stasera|questa sera|(?:hoje a|esta) noite|vanavond|"
    "今夜|今晩",
    (-1, 22, 30): "overnight|over night|during the night|uber nacht|heute nacht|cette nuit|pendant la nuit|"
    "durante la noche|esta madrugada|durante la notte|stanotte|durante a noite|esta madrugada|'s nachts|vannacht|"
    "夜中(?:に)?|一晩",
    (-1, 17, 24): "last night|gestern abend|hier soir|anoche|ieri sera|ontem a noite|gisteravond|昨夜|昨晩|ゆうべ",
    (1, 0, 12): "morgen fruh|morgen vormittag|demain matin|domattina|morgenochtend",
    (1, 12, 18): "morgenmiddag",
    (1, 17, 24): "morgenavond",
}
SEASONS: Mapping[int, str] = {  # first month
    3: "spring|fruhling|fruhjahr|printemps|primavera|voorjaar|lente|春",
    6: "summer|sommer|ete|verano|estate|verao|zomer|夏",
    9: "autumn|fall|herbst|automne|otono|autunno|outono|herfst|najaar|秋",
    12: "winter|hiver|invierno|inverno|冬",
}
JAPANESE_SEASONS: Mapping[int, str] = {3: "春", 6: "夏", 9: "秋", 12: "冬"}
HOLIDAYS: Mapping[tuple[int, int, int], str] = {  # month, day, how many days; month 0: Easter and days from it
    (12, 24, 9): "zwischen den jahren|年末年始",
    (12, 24, 1): "christmas eve|heilig(?:er )?abend|(?:le |la )?(?:reveillon|veille) de noel|nochebuena|"
    "vigilia di natale|vespera de natal|kerstavond|クリスマスイブ",
    (12, 31, 1): "new year'?s'? eve|silvester|(?:la )?saint-sylvestre|reveillon|nochevieja|san silvestro|"
    "vespera de ano novo|oudejaarsavond|oud en nieuw|大晦日",
    (12, 24, 3): "christmas(?: days?)?|xmas|weihnachten|(?:den |die )?weihnachtsfeiertagen?|noel|navidad(?:es)?|"
    "natale|natal|(?:de )?kerst(?:mis|dagen)?|クリスマス",
    (12, 31, 2): "(?<!in the )(?<!happy )new year(?:'?s)?(?: day)?|neujahr|(?:le )?nouvel an|(?<!feliz )ano nuevo|"
    "capodanno|(?<!feliz )ano novo|nieuwjaar|元日|お?正月",
    (0, -2, 4): "easter|ostern|paques|pascua|semana santa|pasqua|pascoa|pasen|復活祭|イースター",
}
THIRDS: Mapping[int, str] = {
    0: "early|beginning of|start of|anfang|beginn|debut|principios de|comienzos de|inicios? d[eo]|inizio|inizi di|"
    "comeco d[eo]|begin",
    1: "mid|mid-|middle of|mitte|mi-|mediados de|meta|meados d[eo]|half|midden",
    2: "late|end of|ende|fin|finales de|fines de|fine|final d[eo]|fim d[eo]|eind|einde",
}
HALVES: Mapping[int, str] = {
    0: "first half|erste[nr]? halfte|premiere moitie|primera mitad|prima meta|primeira metade|eerste helft",
    1: "(?:second|last|latter) half|(?:zweite|letzte)[nr]? halfte|(?:seconde|deuxieme) moitie|segunda mitad|"
    "seconda meta|segunda metade|tweede helft",
}
REST = "rest|remainder|reste|resto"
JAPANESE_SHARES: Mapping[str, str] = {
    "前半": "h0", "後半": "h1", "上旬": "t0", "初め": "t0", "はじめ": "t0", "初": "t0", "半ば": "t1",
    "中旬": "t1", "下旬": "t2", "末": "t2", "終わり": "t2", "残り": "rest",
}  # fmt: skip
_DAY = r"(?P<day>[0-3]?\d)"
DAYS_OF_MONTH = (  # "the 15th", behind a preposition that stays outside
    rf"(?<=\bthe ){_DAY}(?:st|nd|rd|th)\b",
    rf"(?:(?<=\bam )|(?<=\bab )|(?<=\bvom )|(?<=\bzum )|(?<=\bseit dem )|(?<=\bdem )|(?<=\bden )){_DAY}\.(?!\s?\d)",
    rf"(?:(?<=\ble )|(?<=\bel )|(?<=\bil )|\bdia |\bgiorno ){_DAY}(?:er|º|°)?(?![\w:/%]|[.,]\d)",
    rf"(?<=\bde ){_DAY}(?:ste|de|e)\b",
    r"(?<![\d月/])(?P<day>[0-3]?\d)日(?![前間後目本曜])",
)
BEFORE_DATE = (  # before a day in figures without its year
    "am bis vom zum den ab dem seit vor nach und from since of on before after until till to and between du depuis le "
    "au avant et del el al desde antes y dal il da do de di ate e van op sinds tot voor na en tussen"
)
DAY_OF_MONTH_END = (  # it stands alone: "the 15th floor" is none
    r"(?=\s*(?:$|[?.,!;:)]|(?:i|do|did|at|from|to|and|or|between|before|after|with|in|is|are|am|have|what|when|who|how|"
    r"if|we|there|for|about|until|ich|habe|um|von|bis|mit|und|oder|gibt|bei|zwischen|vor|nach|a|avec|j'ai|et|ou|avant|"
    r"apres|entre|tengo|de|con|y|o|hay|antes|despues|ho|alle|dalle|e|prima|dopo|tenho|as|das|com|ha|depois|heb|om|van|"
    r"met|en|of|tussen|voor|na)\b|[のにはまかで、]))"
)
ORDINALS: Mapping[int, str] = {
    1: "first|1st|erstes?|ersten|1er|premier|primer|primo|primeiro|eerste|上",
    2: "second|2nd|zweites?|zweiten|2e|deuxieme|segundo|secondo|tweede|下",
    3: "third|3rd|drittes?|dritten|3e|troisieme|tercer|terzo|terceiro|derde",
    4: "fourth|4th|viertes?|vierten|4e|quatrieme|cuarto|quarto|vierde",
}
NTH_WEEKS: Mapping[int, str] = {  # 5 is the last
    1: "first|erste[rn]?|premiere|primera|prima|primeira|eerste",
    2: "second|zweite[rn]?|deuxieme|segunda|seconda|tweede",
    3: "third|dritte[rn]?|troisieme|tercera|terza|terceira|derde",
    4: "fourth|vierte[rn]?|quatrieme|cuarta|quarta|vierde",
    5: "last|letzte[rn]?|derniere|ultima|laatste",
}
WEEKDAYS: Mapping[int, str] = {
    0: "mondays?|montags?|lundi|lunes|lunedi|segunda-feira|maandag|月曜日?",
    1: "tuesdays?|dienstags?|mardi|martes|martedi|terca-feira|dinsdag|火曜日?",
    2: "wednesdays?|mittwochs?|mercredi|miercoles|mercoledi|quarta-feira|woensdag|水曜日?",
    3: "thursdays?|donnerstags?|jeudi|jueves|giovedi|quinta-feira|donderdag|木曜日?",
    4: "fridays?|freitags?|vendredi|viernes|venerdi|sexta-feira|vrijdag|金曜日?",
    5: "saturdays?|samstags?|sonnabends?|samedi|sabado|sabato|zaterdag|土曜日?",
    6: "sundays?|sonntags?|dimanche|domingo|domenica|zondag|日曜日?",
}
SHORT_WEEKDAYS = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
PORTUGUESE_WEEKDAYS = {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4}

OLDER = (
    "older than|alter als|plus (?:vieux|anciens?) que|mas (?:antiguos?|viejos?) que|piu vecchi[eo]? di|"
    "mais antig[ao]s? (?:que|do que)|ouder dan"
)
ROLLING = "past|afgelopen|trailing|(?:in|over|within|during) the last|derni[e]res?|(?:en |nell')?(?:la |l')?ultim[oa]"

# what stands before a period and says how it is meant
ARTICLES = (
    r"(?:\s+(?:the|day|der|den|dem|des|die|das|le|la|les|l|el|los|las|il|lo|gli|o|os|as|de|het|mois de|month of|mes de|"
    r"mese di|monat|maand|year|jahr|anno|ano|jaar|annee))?"
)
SINCE = r"since|starting(?: from| on)?|ever since|seit|ab|depuis|a partir d[eou]|desde|dal|dalla|dall'|sinds|vanaf"
AFTER = r"(?:any ?time )?after|(?:later|newer) than|neuer als|nach|apres|despues d[e]l?|dopo|depois d[aoe]s?"
BEFORE = (
    r"before|(?:earlier|older) than|alter als|plus (?:vieux|anciens?) que|mas antiguos? que|piu vecchi[eo]? di|ouder "
    r"dan|prior to|vor|voor|avant|antes d[aoe][ls]?|prima d[ei]l?|prima dell'|prima dell[ae]"
)
UNTIL = (
    r"until|till|up to|through|bis(?: zum)?|jusqu'(?:au|a|en)|hasta|fino a[ld]?|fino alla|fin al|ate|tot(?: en met)?|"
    r"t/m"
)
BETWEEN = r"between|zwischen|entre|tra|fra|tussen"
FROM = r"from|von|vom|van|du|de|d'|del|desde|dal|da|do|vanaf"
FOR = r"for|fur|pour|para|per|about|uber|sur|sobre|su|regarding|re|zum thema|titled|called"
BY = r"by|due|per|deadline"
PLAIN = (
    r"in|during|on|of|at|over|within|from|im|am|an|wahrend|uber|en|au|aux|durant|pendant|dans|au cours de|durante|a|"
    r"nel|nella|nell'|nei|"
    r"negli|del|della|dell'|dei|degli|di|em|no|na|nos|nas|neste|nesta|do|da|dos|das|du|de|d'|l'|op|om|binnen|tijdens|"
    r"van|vom|von|gedurende|aus|than(?: in| on)?|compared (?:to|with)|versus|vs\.?"
)
TO = (
    r"-|~|to|until|till|through|thru|bis(?: zum)?|au|a|al|alla|jusqu'(?:au|a|en)|hasta(?: el)?|fino al?|ate|tot(?: "
    r"en met)?|t/m|から"
)
AND = r"and|und|et|y|e|en|と"

# hours of a day
HOUR_UNITS = r"a\.?m\b\.?|p\.?m\b\.?|uhr|uur|o'clock|h(?:eures?|oras?)?|ore"
HOUR_ARTICLES = "the|las?|les?|le|l'|as|dem|der|den|het|de|el|il|my|dem|o|all'"
HOURS_AT = "at|around|about|um|gegen|vers|a(?: las?)?|sobre las?|alle|all'|verso|as|por volta das|om|rond|@"
HOURS_FROM = "between|from|zwischen|von|vom|entre|de|desde|tra|fra|dalle|dal|das|tussen|van"
HOURS_UNTIL = r"-|to|until|till|bis|a(?: las?)?|alle|all'|as|hasta(?: las?)?|tot"
HOURS_TO = f"{HOURS_UNTIL}|and|und|et|y|e|en"
NOON = "noon|midday|mittag|midi|mediodia|mezzogiorno|meio-dia|twaalf uur|正午"
MIDNIGHT = "midnight|mitternacht|minuit|medianoche|mezzanotte|meia-noite|middernacht"
LUNCH = (
    "lunch(?:time| ?break|pauze)?|mittagessen|mittagspause|mittag|dejeuner|pause (?:de )?dejeuner|almuerzo|"
    "almorzar|comer|comida|pranzo|almoco"
)
LUNCH_AT = (
    "(?:for|at|over|during) (?:the )?lunch(?:time| ?break)?|(?:zum|beim) mittagessen|in der mittagspause|mittags|"
    "(?:pour|a l'heure d[ue]|pendant) (?:le )?dejeuner|a midi|para (?:el )?(?:almuerzo|almorzar|comer)|"
    "(?:a|per|per il) pranzo|(?:para o|no) almoco|(?:voor de|tijdens de|met de) lunch|"
    "(?:昼食|お?昼|ランチ)(?:時|休み)?に"
)
JAPANESE_LUNCH = "(?:昼食|お?昼(?:休み)?|ランチ)"

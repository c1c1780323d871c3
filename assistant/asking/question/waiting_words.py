"""The words by which somebody asks for the mails that they have not answered yet, in eight languages, folded.

What the asker waits for themselves is another thing ("am I waiting for an answer?"), and so is what needs none.
"""

_NOT = r"(?<!not )(?<!n't )(?<!never )"
_REPLY = r"(?:answers?|repl(?:y|ies)|responses?)"
_FROM_ME = r"(?! from (?!me\b|us\b))(?: from (?:me|us))?"
_TO_REPLY = r"(?:answer|reply|respond|get back)"
_REPLIED = r"(?:answered|replied|responded|answer|reply|respond)"
_TO = r"(?: to)?(?: yet)?"

WAITING = (
    # English
    rf"\bunanswered\b|{_NOT}(?<!i am )(?<!am i )(?<!are we )(?<!we are )(?<!i'm )(?<!we're )(?<!do i )(?<!i )"
    rf"\b(?:wait|waits|waiting|await|awaits|awaiting)(?: (?:for|on))? "
    rf"(?:(?:my|our) {_REPLY}|(?:an? )?{_REPLY}{_FROM_ME}|(?:me|us) to {_TO_REPLY})\b"
    rf"|{_NOT}\b(?:need|needs|want|wants|require|requires|expect|expects|deserve|deserves) "
    rf"(?:(?:(?:an?|my|our) )?{_REPLY}{_FROM_ME}|(?:to be )?answered|answering|replying to)\b"
    rf"|\b(?:i|we) (?:still )?(?:haven't|have not|didn't|did not|never) (?:yet |still )?{_REPLIED}{_TO}\b"
    rf"|\b(?:haven't|didn't) (?:i|we) (?:yet |still )?{_REPLIED}{_TO}\b"
    rf"|\b(?:have|did) (?:i|we) (?:still )?(?:not|never) (?:yet )?{_REPLIED}{_TO}\b"
    rf"|\b(?:i|we) (?:still )?owe (?:them )?an? {_REPLY}{_TO}\b"
    # German
    r"|\bunbeantwortet\w{0,2}\b"
    r"|\b(?:warten|wartet)(?: noch| immer){0,2} auf (?:meine|unsere|eine) "
    r"(?:antwort|ruckmeldung|reaktion)(?: von mir)?\b"
    r"|\bauf (?:meine|unsere|eine) (?:antwort|ruckmeldung|reaktion)(?: von mir)? (?:warten|wartet)\b"
    r"|\b(?:brauchen|braucht|verlangen|verlangt|erfordern|erfordert) (?:noch )?(?:eine|meine) (?:antwort|ruckmeldung)\b"
    r"|\b(?:eine|meine) (?:antwort|ruckmeldung) (?:brauchen|braucht|verlangen|erfordern)\b"
    r"|\b(?:habe|hab) ich (?:noch |bisher ){0,2}nicht (?:be|ge)antwortet\b"
    r"|\bich (?:noch |bisher ){0,2}nicht (?:be|ge)antwortet habe?\b|\bschulde ich (?:noch )?eine antwort\b"
    # French
    r"|(?<!n')\b(?:attend|attendent|demandent?|exigent|necessitent?)(?: encore| toujours)? "
    r"(?:ma|notre|une) reponse(?: de (?:ma|notre) part)?\b"
    r"|\ben attente (?:de ma|d'une) reponse\b"
    r"|\bsans reponse(?=\s*[?.!]|\s*$)"
    r"|\b(?:je n'ai|n'ai-je) (?:pas encore|toujours pas|pas) repondu\b"
    # Spanish
    r"|\bsin (?:responder|contestar)\b|\bsin respuesta(?=\s*[?.!]|\s*$)"
    r"|\bpendientes? de (?:mi respuesta|respuesta|responder|contestar)\b"
    r"|(?<!no )\b(?:esperan?|aguardan?|necesitan?|requieren?|piden?)(?: todavia| aun)? "
    r"(?:mi|nuestra|una) respuesta(?: mia)?\b"
    r"|\b(?:esperando|a la espera de|en espera de) mi respuesta\b"
    r"|\bno (?:he (?:respondido|contestado)|respondi|conteste)(?: todavia| aun)?\b"
    # Italian
    r"|(?<!non )\b(?:aspettano|aspetta|attendono|attende|richiedono|richiede)(?: ancora)? "
    r"(?:la mia|una|una mia) risposta\b"
    r"|\bin attesa (?:di una|della) mia risposta\b|\bsenza risposta(?=\s*[?.!]|\s*$)"
    r"|\bnon ho (?:ancora )?risposto\b|\bbisogno di (?:una|una mia) risposta\b"
    # Portuguese
    r"|\bpor responder\b|\bsem resposta(?=\s*[?.!]|\s*$)"
    r"|(?<!nao )\b(?:esperam?|aguardam?|precisam?|exigem?|pedem?)(?: ainda)? (?:a |de |da |pela |por )?"
    r"(?:minha|uma|nossa) resposta(?: minha)?\b"
    r"|\b(?:esperando|aguardando|a espera d[ae]|a aguardar|a esperar)(?: a| pela| por)? minha resposta\b"
    r"|\b(?:ainda )?nao respondi(?: ainda)?\b"
    # Dutch
    r"|\bonbeantwoorde?\b"
    r"|(?<!ik )\b(?:wachten|wacht(?! ik))(?: nog| steeds){0,2} op (?:mijn|ons|een) (?:antwoord|reactie)(?: van mij)?\b"
    r"|\bop (?:mijn|ons|een) (?:antwoord|reactie)(?: van mij)? (?:wachten|wacht)\b"
    r"|\b(?:mijn|een) antwoord nodig(?: hebben)?\b"
    r"|\b(?:heb ik|ik)(?: nog| daar){0,2} niet (?:beantwoord|geantwoord|gereageerd)(?: heb)?\b"
    # Japanese
    r"|未返信の?|まだ返[信事](?:を)?(?:して|出して)い?(?:ない|ません)"
    r"|返[信事]を?(?:して|出して|でき(?:て)?)い?(?:ない(?!で)|ません)"
    r"|(?:(?:私|自分)の)?返[信事]を?待(?:っている|ってる|ち)の?|返[信事]が必要(?:な(?!い)|です)"
)
OWING = (  # of those that are asked for; not "do I have to respond to the audit?"
    rf"\b(?:i|we) (?:still )?(?:have|need|ought) (?:still |yet )?to {_TO_REPLY}{_TO}\b"
    rf"|\b(?:do|should|must) (?:i|we) (?:still )?(?:have to |need to )?(?:still )?{_TO_REPLY}{_TO}\b"
    rf"|\b(?:i|we) (?:still )?(?:should|must) {_TO_REPLY}{_TO}\b"
    r"|\b(?:muss|sollte|soll) ich (?:noch )?(?:auf )?(?:be)?antworten\b"
    r"|\bich (?:noch )?(?:be)?antworten (?:muss|sollte|soll)\b"
    r"|\b(?:je dois|dois-je)(?: encore)? repondre\b"
    r"|\b(?:tengo que|debo|me falta|me queda por) (?:responder|contestar)\b"
    r"|\b(?:devo|dovrei) (?:ancora )?rispondere\b"
    r"|\b(?:tenho (?:de|que)|devo|preciso(?: de)?|falta-me) responder\b"
    r"|\b(?:moet ik|ik)(?: nog)? (?:moet )?(?:be)?antwoorden(?: moet)?\b"
    r"|返[信事](?:すべき|しなければならない|しないといけない)"
)
ASKS_WHICH = (  # how a question begins that asks for them
    r"(?:(?:on|to|a|auf|an|op|aan) )?(?:which|what|who|whom|how many|list|show|find|any|are there|welche[rnms]?|wem|"
    r"wer|was|wie viele|zeige?|quels?|quelles?|qui|que|combien|cual(?:es)?|quien(?:es)?|cuant[oa]s|quali?|chi|"
    r"quant[ei]|quais|quem|quant[oa]s|welke?|wie|wat|hoeveel)\b|.{0,80}(?:メール|メッセージ|連絡|人)"
)
ASKS_OTHERWISE = (  # how one begins that asks for something about them: "by when does Bob need an answer?"
    r"(?:(?:and|so|und|et|y|e|en)\s)?(?:(?:(?:can|could) you )?(?:please )?tell me |do you know |sag mir |weisst du |"
    r"dis-moi |sais-tu |dime |sabes |dimmi |sai |diga-me |zeg me |weet je )?"
    r"(?:(?:by|until|till|since|from|before|bis|ab|seit|zu|an|pour|depuis|d'ici(?: a)?|jusqu'a|avant|a|para|hasta|"
    r"desde|antes de|entro|per|fino a|da|ate|voor|tot|sinds|vanaf|op|on|at) )?"
    r"(?:when|how(?! many| much)|why|where|wann|warum|wieso|weshalb|wo|wie (?:lange?|bald|schnell|oft|dringend)|"
    r"quand|pourquoi|ou|comment|cuando|por que|donde|como|quando|perche|dove|come|onde|wanneer|waarom|waar|"
    r"hoe(?!veel)|(?:what|which) (?:date|day|time)|welche[mnrs]? (?:datum|tag|termin|zeit)|"
    r"quel(?:le)? (?:date|jour|heure)|que (?:fecha|dia|hora|data)|(?:che|quale) (?:data|giorno|ora)|"
    r"welke (?:datum|dag))\b|.{0,80}(?:いつ|なぜ|どうして|どこ|どうやって)"
)

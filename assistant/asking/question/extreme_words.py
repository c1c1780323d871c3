"""The words for what is first in an order, and for a number of things, in eight languages, folded."""

MAILS = (  # what mail is called when there is one of it, and when there are several
    r"e-?mail|mail|message|nachricht|courriel|correo(?: electronico)?|mensaje|messaggio|posta|mensagem|bericht|mailtje|"
    r"メール",
    r"e-?mails|mails|messages|nachrichten|courriels|correos(?: electronicos)?|mensajes|messaggi|mensagens|berichten|"
    r"mailtjes",
)
REPLIES = (  # mail as well, though other things are called so too
    r"reply|response|newsletter|antwort|reponse|respuesta|risposta|resposta|antwoord|返信",
    r"replies|responses|newsletters|antworten|reponses|respuestas|risposte|respostas|antwoorden",
)
FILES = (
    r"file|document|doc|datei|dokument|fichier|archivo|fichero|documento|ficheiro|arquivo|bestand|ファイル|ドキュメント|文書|資料",
    r"files|documents|docs|dateien|dokumente|fichiers|archivos|ficheros|documentos|documenti|ficheiros|arquivos|"
    r"bestanden|documenten",
)
PAPERS = (  # what a mail or a file may be: they say what about, and are searched for
    r"invoice|receipt|contract|report|offer|quote|version|rechnung|vertrag|bericht|angebot|facture|contrat|rapport|"
    r"devis|factura|contrato|informe|oferta|fattura|contratto|relazione|offerta|fatura|relatorio|proposta|factuur|"
    r"verslag|offerte|請求書|契約書|報告書|見積書",
    r"invoices|receipts|contracts|reports|offers|quotes|versions|rechnungen|vertrage|berichte|angebote|factures|"
    r"contrats|rapports|facturas|contratos|informes|ofertas|fatture|contratti|relazioni|offerte|faturas|relatorios|"
    r"propostas|facturen|contracten|rapporten|verslagen|offertes",
)
KINDS: dict[tuple[str, str], tuple[str, ...]] = {  # kinds of files: what they are called, and how they are known
    (r"pdf|pdf-datei|pdf file|pdf-bestand|fichier pdf|archivo pdf|file pdf|arquivo pdf|ficheiro pdf",
     r"pdfs|pdf-dateien|pdf files|pdf-bestanden|fichiers pdf|archivos pdf|arquivos pdf|ficheiros pdf"): (
        "application/pdf", ".pdf"),
    (r"spreadsheet|sheet|google sheet|excel(?: file| sheet|-datei|-tabelle)?|tabelle|feuille de calcul|tableur|"
     r"hoja de calculo|foglio di calcolo|planilha|folha de calculo|rekenblad|スプレッドシート|エクセル",
     r"spreadsheets|sheets|google sheets|excel files|excel sheets|excel-dateien|tabellen|feuilles de calcul|"
     r"hojas de calculo|fogli di calcolo|planilhas|folhas de calculo|rekenbladen"): (
        "application/vnd.google-apps.spreadsheet", "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv", ".xlsx", ".xls", ".csv",
        ".ods"),
    (r"presentation|slide deck|deck|powerpoint|prasentation|presentacion|presentazione|apresentacao|presentatie|"
     r"スライド|プレゼン(?:テーション)?",
     r"presentations|slide decks|decks|slides|powerpoints|prasentationen|presentaciones|presentazioni|apresentacoes|"
     r"presentaties|diapositives|diapositivas"): (
        "application/vnd.google-apps.presentation", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", ".ppt", ".odp"),
    (r"word file|word document|word doc|google doc|word-datei|word-dokument|document word|documento (?:de )?word|"
     r"word-document|word-bestand",
     r"word files|word documents|word docs|google docs|word-dateien|word-dokumente|documents word|"
     r"documentos (?:de )?word|documenti word|word-documenten"): (
        "application/vnd.google-apps.document", "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", ".doc", ".odt"),
    (r"image|picture|photo|bild|foto|imagen|immagine|imagem|afbeelding|画像|写真",
     r"images|pictures|photos|bilder|fotos|imagenes|immagini|imagens|afbeeldingen"): ("image/",),
    (r"video|動画", r"videos|video's"): ("video/",),
}  # fmt: skip

LARGEST = (
    r"largest|biggest|heaviest|gr(?:o|oe)(?:ß|ss)te[nrsm]?|plus (?:gros(?:se)?s?|grande?s?|lourde?s?|"
    r"volumineu(?:x|se|ses))|mas (?:grandes?|pesad[oa]s?)|mayor(?:es)?|piu (?:grand[ei]|pesant[ei]|gross[oaie]|grossi)|"
    r"maior(?:es)?|mais pesad[oa]s?|grootste|zwaarste|最大の?|(?:一番|最も|もっとも)(?:大きい|大きな|重い)"
)
SMALLEST = (
    r"smallest|tiniest|kleinste[nrsm]?|plus petite?s?|mas pequen[oa]s?|menor(?:es)?|piu piccol[oaie]|"
    r"mais pequen[oa]s?|kleinste|最小の?|(?:一番|最も|もっとも)(?:小さい|小さな)"
)
NEWEST = (
    r"newest|latest|most recent(?:ly (?:changed|edited|modified|updated|received|sent|shared))?|"
    r"last(?: (?:changed|edited|modified|updated|received|sent|shared))?|neueste[nrsm]?|jungste[nrsm]?|letzte[nrsm]?|"
    r"zuletzt (?:geanderte?[nrsm]?|bearbeitete?[nrsm]?)|derniere?s?|plus recente?s?|ultim[oaie]s?|"
    r"mas (?:recientes?|nuev[oa]s?)|piu (?:recent[ei]|nuov[oaie])|mais (?:recentes?|nov[oa]s?)|laatste|nieuwste|"
    r"recentste|meest recente|laatst (?:gewijzigde|bewerkte)|最新の?|最後の|(?:一番|最も|もっとも)新しい|直近の"
)
OLDEST = (
    r"oldest|first|earliest|alteste[nrsm]?|erste[nrsm]?|fruheste[nrsm]?|premiere?s?|"
    r"plus (?:anciens?|anciennes?|vieux|vieilles?)|primer(?:o|a|os|as)?|mas (?:antigu[oa]s?|viej[oa]s?)|"
    r"(?<=il )primo|(?<=la )prima|(?<=i )primi|(?<=le )prime|mi[ao] prim[oa]|"
    r"piu (?:vecchi[oae]?|antic[oa]|antichi|antiche)|primeir[oa]s?|mais (?:antig[oa]s?|velh[oa]s?)|oudste|eerste|"
    r"vroegste|最古の?|最初の|(?:一番|最も|もっとも)古い"
)
MOST_ROOM = (  # without a word for large
    r"(?:takes?|uses?|needs?|taking|using|eats?) (?:up )?(?:the )?most (?:disk |storage )?(?:space|room|storage)|"
    r"meisten (?:speicher)?platz|meisten speicher|plus de place|plus d'espace|mas espacio|piu spazio|mais espaco|"
    r"meeste (?:schijf)?ruimte|meeste plaats|容量[がを](?:一番|最も)\S*"
)
LAST = (  # of what somebody has done
    r"last|most recently|zuletzt|en dernier(?: lieu)?|pour la derniere fois|la derniere fois|por ultimo|"
    r"por ultima vez|la ultima vez|per ultim[oaie]|per l'ultima volta|l'ultima volta|da ultimo|pela ultima vez|"
    r"a ultima vez|het laatst|als laatste|voor het laatst|laatst|最後に|直近で"
)
FIRST = (
    r"first|zuerst|als erstes|erstmals|en premier(?: lieu)?|pour la premiere fois|por primera vez|primero|"
    r"per prim[oaie]|per la prima volta|pela primeira vez|primeiro|het eerst|als eerste|voor het eerst|最初に|初めて"
)
CHANGED = (  # what one does with a file
    r"chang(?:e|ed|es)|edit(?:ed|s)?|modif(?:y|ied|ies)|updat(?:e|ed|es)|rework(?:ed)?|revis(?:e|ed)|touch(?:ed)?|"
    r"(?:geandert|bearbeitet|uberarbeitet|aktualisiert)(?:e[nrms]?)?|modifiee?s?|changee?s?|editee?s?|retouchee?s?|"
    r"mise?s? a jour|cambio|cambiad[oa]s?|modifico|modificad[oa]s?|edito|editad[oa]s?|actualizo|actualizad[oa]s?|"
    r"modificat[oaie]|cambiat[oaie]|aggiornat[oaie]|mudou|mudad[oa]s?|alterou|alterad[oa]s?|modificou|editou|"
    r"atualizou|atualizad[oa]s?|(?:gewijzigd|aangepast|bewerkt|veranderd|bijgewerkt)e?|(?:変更|編集|更新)(?:された|した)?"
)
DONE = (  # what one does with mail
    r"sen[dt]|wr(?:ite|ote|itten)|sa(?:y|id)|mail(?:ed)?|email(?:ed)?|repl(?:y|ied)|answer(?:ed)?|hear(?:d)?|got|get|"
    r"received?|geschickt|geschrieben|gesendet|gemailt|geantwortet|gemeldet|gesagt|gehort|ecrit|envoye|repondu|dit|"
    r"escribio|escrito|envio|enviado|mando|mandado|respondio|dijo|scritto|inviato|mandato|risposto|detto|escreveu|"
    r"enviou|mandou|respondeu|disse|geschreven|gestuurd|gemaild|geantwoord|gezegd|gehoord|送っ|書い|返信|届い"
)
HOW_MANY = (
    r"how many|number of|wie ?viele?|anzahl|combien(?: y a-t-il| ai-je(?: recu)?)?|nombre de|cuant[oa]s|numero d[ei]|"
    r"quant[ie]|quant[oa]s|hoeveel|aantal|何(?:通|件|個|枚|本)|いくつ"
)
COUNT = r"count|zahle|compte|cuenta|conta|tel"  # as the first word
BETWEEN = (  # what may not stand between "largest" and "file", "first" and "mail": those words then mean something else
    "find|read|send|open|check|get|look|search|forward|list|show|give|tell|reply|answer|write|draft|share|delete|time|"
    "half|page|name|day|week|month|year|line|class|aid|thing|person|one|part|parte|i|you|we|finde|lies|such|schicke|"
    "suche|trouve|lis|cherche|busca|lee|cerca|leggi|procure|leia|zoek|lees|mal|fois|vez|volta|keer"
)
WHICH = (  # what may stand between "how many" and "mails"
    "of|the|my|our|all|these|those|this|unread|new|read|starred|important|open|old|shared|other|different|sent|"
    "received|more|der|die|von|meine[nr]?|neue[nr]?|ungelesene[nr]?|wichtige[nr]?|alte[nr]?|de|des|mes|d|nouveaux|nouvelles|"
    "les|los|las|mis|nuev[oa]s|i|le|gli|miei|mie|di|nuov[ei]|dei|os|as|meus|minhas|dos|das|nov[oa]s|mijn|nieuwe|ongelezen|"
    "belangrijke|van|gesendete|envoyes|enviados|inviati|verzonden"
)
HOLDING = (  # before words that mails or files have; they are none of these
    "mention(?:s|ed|ing)?|contain(?:s|ing)?|called|named|titled|erwahnen|enthalten|namens|mentionnent|contenant|"
    "contiennent|nommes|mencionan|contienen|llamados|menzionano|contengono|chiamati|mencionam|contem|chamados|noemen|"
    "bevatten|genaamd|に関する|という"
)
ABOUT = (  # before the topic of mails that are counted: without one of these other things may be counted
    f"{HOLDING}|about|regarding|concerning|with|from|uber|zum?|zur|mit|von|sur|concernant|avec|sobre|acerca|con|su|sul|"
    "sulla|sui|riguardo|com|over|met|について"
)
SPARE = (  # of such a question: they say how the answer is to be told
    r"file ?names?|names?|titles?|sizes?|storage|cloud|space|altogether|total|in total|dateinamen?|gr(?:o|oe)(?:ß|ss)e|"
    r"insgesamt|namen?|titel|taille|nom|nombre|titulo|tamano|en total|dimensione|nome|titolo|in totale|tamanho|"
    r"no total|bestandsnaam|naam|grootte|totaal|in totaal|名前|サイズ|合計|全部で"
)

"""French phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
que; quel/quelle/quels/quelles; quand; où; qui; pourquoi; comment; combien; est ce; est-ce; qu'est ce;
avez/pouvez/pourriez/êtes/voulez/souhaitez/savez/auriez vous; as/peux/pourrais/es/veux tu; y a t""",
    "request": """
pouvez/pourriez/voudriez/pourrez/auriez/seriez vous; peux/pourrais/veux tu; peux tu; merci de; merci de me/nous;
merci de bien vouloir; je vous prie de; prière de; veuillez
confirmer/envoyer/répondre/nous/me/indiquer/vérifier/signer/préciser/compléter/retourner; s'il vous plaît/plait;
s'il te plaît/plait; svp; stp; dites moi/nous; dis moi; faites moi/nous savoir; tenez moi; confirmez moi/nous;
envoyez moi/nous; rappelez moi/nous; appelez moi; dans l'attente de votre; j'attends votre; en attente de votre;
votre avis; ton avis; votre retour; votre réponse; vos commentaires; vos disponibilités; j'aimerais savoir; je
voudrais savoir; j'ai une question; j'ai besoin; nous avons besoin; j'aurais besoin; qu'en pensez vous; qu'en penses
tu; êtes vous disponible/disponibles/intéressé/intéressée/d'accord/libre; es tu disponible/libre/d'accord; seriez
vous disponible/intéressé; avez vous reçu/pu/le/des/une/un; as tu reçu/pu/le; est il possible; serait il possible;
je souhaiterais; souhaitez vous; quand pouvez/pourriez vous; merci de nous/me/bien; reconnaissant de;
serais/serait/serions reconnaissant/reconnaissante/reconnaissants/obligé; je/nous vous/te serais/serions/serait;
bien vouloir; me/nous le/la/les transmettre/faire/renvoyer; faire parvenir/savoir/suivre; manque encore/toujours; il
nous/me manque; souhaitons/souhaiterions/aimerions recevoir/obtenir/savoir/connaître; te/vous convient; convient
toujours/il; est ce que/qu'il; vous serait il; auriez vous; as tu/vous; avez vous; toujours pas reçu; pas encore
reçu; où en est/êtes; en est ce; par retour; tiens moi; qu'en penses; ça te/vous; on peut/se; tenez nous;
j'attends/attendons; dans l'attente""",
    "you": "vous; votre; vos; tu; toi; te; ton; ta; tes",
    "soft": """
n'hésitez pas; n'hésite pas; pour toute question; si vous avez des/une questions/question; si vous avez besoin; je
reste à votre; nous restons à votre; restons à votre disposition; reste à votre disposition; veuillez trouver;
veuillez noter; veuillez agréer; je vous prie d'agréer; merci de ne pas répondre; vous trouverez; si vous avez; pour
toute urgence; en cas d'urgence; ne pas répondre""",
    "fyi": """
pour info; pour information; pour votre information; à titre d'information; ci joint; en pièce jointe; comme
convenu; comme demandé; veuillez trouver; vous trouverez; je vous informe; nous vous informons; pour rappel; voici;
aucune action requise; bonne réception; nous vous remercions de votre; pour mémoire; à titre informatif; vous a
envoyé; bien été""",
    "thanks": """
merci; merci beaucoup; mille mercis; parfait; d'accord; très bien; ça marche; entendu; bien reçu; félicitations;
c'est noté; parfait merci; merci de votre/vos; merci de ton; nous vous remercions; super; ok pour; bien noté""",
    "greeting": "bonjour; bonsoir; salut; cher/chère/chers/chères; madame; monsieur; coucou",
    "broadcast": """
tous; toutes; tous et toutes; à tous; équipe; l'équipe; collègues; client; cliente; clients; abonné; mesdames""",
    "closing": """
cordialement; bien cordialement; bien à vous; bien à toi; salutations; meilleures salutations; sincères salutations;
amicalement; bonne journée; à bientôt; merci; merci d'avance""",
    "call": """
appelez moi; rappelez moi; pouvons nous parler/discuter/nous; on peut se; se voir; se rencontrer; un rendez vous;
prendre rendez""",
    "deadline": """
date limite; échéance; au plus tard; avant le; d'ici; dernier délai; jusqu'au; fin de semaine; fin de journée""",
    "urgent": """
urgent; urgente; urgence; dès que possible; au plus vite; immédiatement; rapidement; sans délai; le plus rapidement""",
    "away": "réponse automatique; absent du bureau; absence du bureau; en congé; en congés; en vacances",
    "machine": """
message automatique; généré automatiquement; envoyé automatiquement; ne pas répondre; ne répondez pas""",
    "news": "newsletter; infolettre; lettre d'information; dans ce numéro; actualités",
    "bulk": """
désabonner; désinscrire; désinscription; se désabonner; newsletter; infolettre; lettre d'information; version en
ligne; dans votre navigateur; politique de confidentialité; vous recevez ce; tous droits réservés""",
    "offer": """
offre spéciale/exclusive/limitée; promotion; promotions; promo; soldes; réduction; réductions; remise; gratuit;
gratuitement; gratuite; cliquez ici; profitez; achetez; commandez; inscrivez vous; livraison offerte; bon plan; code
promo; sans engagement""",
    "pitch": """
nous aidons/accompagnons les/des entreprises/pme/dirigeants/sociétés/indépendants; entreprises/sociétés comme la/les
vôtre/vôtres; découvert/consulté votre site/entreprise/profil; tombé sur votre; nouveaux clients/prospects;
prospects qualifiés; prospects; rendez vous qualifiés; plus de clients/ventes/prospects; générer des leads; leads;
booster votre/vos; augmenter votre/vos chiffre/ventes/visibilité; démo/démonstration/audit/consultation
gratuite/gratuit; démo gratuite; audit gratuit; 10/15/20/30 minutes cette/pour/de; minutes pour; première page; sur
google; référencement; backlinks; article sponsorisé/invité; réservez ici/un; sans engagement; fabricant de; prix
compétitifs; la bonne personne; bon interlocuteur; pas intéressé""",
    "phish": """
confirmez/vérifiez/validez/mettez/actualisez vos/votre/à coordonnées/informations/compte/identité/données/jour;
confirmez vos; vérifiez votre; coordonnées bancaires; sous 24/48 heures/h; dans les 24/48; faute de quoi; compte
est/a/sera bloqué/suspendu/été/limité/désactivé; sera annulé/suspendu/bloqué; lien ci-dessous; lien ci dessous; lien
suivant; cliquez sur; remboursement de; droit à un; cher client; chère cliente; client chère; activité
inhabituelle/suspecte; connexion suspecte; colis est/en bloqué/attente/suspens; frais de livraison/douane/port;
amende; votre carte vitale; mise à jour de votre""",
    "stock": """
une question; des questions; besoin d'aide; vous avez des/une question/questions; pas vous; donnez votre avis;
évaluez; notez nous; vous ne souhaitez plus; ne souhaitez plus; vous n'êtes pas; que pensez vous de nos; prêt à;
envie de""",
    "scam": """
vous avez gagné; loterie; millions d'euros; millions de dollars; héritage; crédit; prêt; casino; perdre du poids;
gagner de l'argent; compte a été suspendu/bloqué/limité; compte bloqué; confirmez votre compte; vérifiez votre
compte; bitcoin; cryptomonnaie; votre colis; un héritage; sans héritier; avocat; décédé; toute confidentialité;
cartes cadeaux; nouveau rib; nouvelles coordonnées; changement de rib; prêts; taux de; offre de prêt""",
    "attach": """
ci joint; ci jointe; ci joints; en pièce jointe; en pièces jointes; je joins; je vous joins; nous joignons; en
annexe""",
    "yours": """
votre pièce jointe; ta pièce jointe; vous avez joint; vous avez envoyé; que vous m'avez; que vous nous avez; je
n'arrive pas à ouvrir""",
    "commit": """
je vais; nous allons; je vous promets; je promets; nous promettons; je garantis; nous garantissons; je m'engage;
nous nous engageons; j'accepte; nous acceptons; je confirme; nous confirmons; je peux; nous pouvons; vous recevrez;
nous vous offrons; nous vous accordons; je vous accorde""",
    "costly": """
promets; promettons; rembourser; remboursement; rembourserons; rembourserai; remise; réduction; gratuitement;
gratuit; sans frais; garantie; garantissons; dédommager; dédommagement; payer; paiement; remplacer; remplacement;
signer; livrer; livraison; contrat; acheter""",
    "receipt": """
votre commande; confirmation de commande; reçu; paiement reçu; merci pour votre achat/commande; votre
commande/facture/paiement/réservation/reçu; confirmation de commande/votre/paiement; ta commande""",
    "invoice": "facture; factures; montant dû; impayé; relance; échéance",
    "meeting": "réunion; rendez vous; rencontre; invitation; ordre du jour; visioconférence; entretien",
    "travel": "vol; voyage; hôtel; réservation; train; billet; itinéraire",
    "shipping": """
expédié; expédiée; colis; livraison; numéro de suivi; livré; a été expédié/expédiée; est en route; votre colis; en
cours de livraison; sera expédiée/expédié""",
    "support": "ticket; erreur; ne fonctionne pas; problème avec; panne; assistance",
    "sales": "devis; tarif; tarifs; offre commerciale; proposition; prix",
    "legal": "contrat; accord; avocat; tribunal; conditions générales; rgpd; juridique; résiliation",
    "hiring": "candidature; cv; poste; stage; entretien; embauche; recrutement",
    "security": "mot de passe; alerte de sécurité; nouvelle connexion; code de vérification; suspecte",
    "introduction": "je m'appelle; je me présente; je me permets de; vous présenter",
    "follow_up": "relance; je reviens vers vous; rappel; sans nouvelles; des nouvelles; pas eu de réponse",
}

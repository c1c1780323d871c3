"""The words for whose a file is, in eight languages, folded."""

BELONGING = (  # verbs between files and whoever they are of
    r"belong(?:s|ing)?(?: to)?|owned by|gehor(?:en|t)|appartien(?:nent|t) a|pertenec(?:en|e) a|son de|es de|"
    r"apparten(?:gono|gano) a|appartiene a|sono di|pertenc(?:em|e) a(?:o|os)?|sao d[eoa]|zijn van|is van|sont a|"
    r"sind von"
)
SHARED = (
    r"shared|geteilt(?:e[nr]?)?|partagee?s?|compartid[oa]s?|compartilhad[oa]s?|partilhad[oa]s?|condivis[oaie]|gedeelde?"
)
OF = r"by|of|from|von|de|d'|du|di|do|da|van"  # before an owner
OWNS = r"owns?|has|have|besitzt|possede|tiene|possiede|tem|heeft"  # after one

"""Portuguese phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
que; o que; qual; quais; quando; onde; quem; por que; porquê; como; quanto; quantos; você pode; você poderia; pode;
poderia; tem""",
    "request": """
poderia/poderias/poderiam; você/vocês/senhor/senhora pode/podem/poderia/poderiam; me/nos pode/poderia; por favor;
por gentileza; peço que; pedimos que; solicito; solicitamos; agradecia; agradeceria; gostaria de saber; gostaríamos
de saber; queria saber; queria perguntar; tenho uma pergunta/dúvida; preciso; precisamos; avise me; avisa me; me
avise; me avisa; diga me; diz me; me diga; envie me; me envie; me mande; me ligue; confirme por; aguardo;
aguardamos; fico/ficamos à/no aguardo/espera; sua opinião; o que acha/achas/você; está/estás disponível; tem/tens
tempo/disponibilidade/interesse; recebeu; seria possível; é possível; você gostaria; gostaria de; quando
pode/podemos/podes/você; aguardo/aguardamos retorno/resposta/seu/sua/o/a/confirmação; solicito/solicitamos
por/a/uma/o/que; agradeço se/que/desde/resposta/confirmação/retorno; agradecia que; agradecia/agradecíamos
que/se/o/a; agradecemos que/se; nos enviasse/enviem/envie/confirme/confirmasse; me/nos
pode/poderia/podes/envie/enviar/enviem/mandar/informe; pode ser; pode/podes/podem
me/enviar/mandar/confirmar/dizer/informar/nos/verificar/ligar; você/o/a pode/poderia me/enviar/confirmar/senhor; me
avisa/avise/diz/diga; avisa/avise; falta/faltam nos/me/ainda/apenas; nos/me falta/faltam; só nos falta;
gostaria/gostaríamos de; queria/queríamos saber/pedir; preciso/precisamos de/que/do/da; ainda não
recebemos/recebi/tivemos; algum/alguma retorno/novidade/previsão; dá para; consegue/consegues/conseguem
me/enviar/nos/ver; peço que/a; podemos marcar/falar""",
    "you": "você; vocês; seu; sua; seus; suas; tu; te; ti; teu; tua; lhe; vos; vosso; senhor; senhora",
    "soft": """
não hesite em; não hesitem em; qualquer dúvida; em caso de dúvida/dúvidas; se tiver alguma/dúvidas; fico à
disposição; ficamos à disposição; estou à disposição; estamos à disposição; por favor não responda; não responda a
este; estou à; se precisar; em caso de urgência; não responda""",
    "fyi": """
para sua informação; para seu conhecimento; para conhecimento; em anexo; segue anexo; segue em anexo; segue;
conforme combinado; conforme solicitado; informo que; informamos que; lembrete; aqui está; não é necessário
responder; venho informar; envio o; envio em; segue o/a; para o seu; para vosso; comunico que; informamos""",
    "thanks": """
obrigado; obrigada; muito obrigado/obrigada; perfeito; combinado; de acordo; entendido; recebido; parabéns; certo;
valeu; ótimo; óptimo; tudo certo; ok; beleza; fechado; excelente""",
    "greeting": "olá; oi; bom dia; boa tarde/noite; prezado/prezada/prezados/prezadas; caro/cara/caros; exmo; exma",
    "broadcast": "todos; todas; a todos; pessoal; equipe; equipa; colegas; cliente; clientes; assinante",
    "closing": """
atenciosamente; cumprimentos; com os melhores cumprimentos; melhores cumprimentos; abraço; abraços; um abraço;
saudações; obrigado; obrigada; grato; grata; até breve""",
    "call": "me ligue; liga me; podemos falar/conversar/marcar/reunir; marcar uma; uma ligação; uma chamada",
    "deadline": "prazo; data limite; o mais tardar; até o dia; até ao dia; vencimento; vence; fim do dia",
    "urgent": "urgente; urgentemente; urgência; o mais rápido possível; o quanto antes; imediatamente; com urgência",
    "away": "resposta automática; fora do escritório; de férias; ausente",
    "machine": """
mensagem automática; e mail automático; gerada automaticamente; enviada automaticamente; não responda""",
    "news": "newsletter; boletim; notícias; nesta edição",
    "bulk": """
cancelar inscrição; cancelar a inscrição; cancelar subscrição; descadastrar; newsletter; boletim; ver no navegador;
política de privacidade; recebe este; todos os direitos reservados""",
    "offer": """
oferta; ofertas; oferta especial/exclusiva; desconto; descontos; grátis; gratuito; clique aqui; compre agora;
aproveite; frete grátis; promoção; liquidação; sem compromisso""",
    "pitch": """
ajudamos/ajudo empresas/negócios/clientes/pmes; empresas/negócios como a/o/as sua/seu/tua/vossa;
vi/visitei/encontrei o/seu/a seu/sua/teu/site/empresa/perfil; novos clientes; mais clientes/vendas/leads; leads;
leads qualificados; gerar mais/leads; aumentar/dobrar/duplicar suas/as/seu vendas/suas/faturamento;
demonstração/demo/consultoria/auditoria gratuita; 10/15/20/30 minutos para/esta/nesta/de; minutos para; primeira
página; no google; backlinks; artigo patrocinado; sem compromisso; fabricante de; preços competitivos; pessoa certa;
não tem interesse; marketing digital""",
    "phish": """
confirme/verifique/atualize/valide os/seus/sua/a/o seus/dados/conta/sua/seu/identidade/cadastro; seus dados; sua
conta será/foi/está; conta será/foi/está bloqueada/suspensa/limitada; será bloqueada/suspensa/cancelada; em até
24/48; em 24/48 horas; até 24/48 horas; prezado/caro/prezada cliente/usuário; clique no link; link abaixo; clique
abaixo; acesso suspeito; atividade suspeita/incomum; evitar o bloqueio; taxa de entrega/alfândega/liberação; taxa
alfandegária; encomenda está/foi/retida retida; encomenda retida; restituição de; reembolso de; tem direito""",
    "stock": """
tem/tens dúvidas/alguma; alguma dúvida; dúvidas; precisa de ajuda; gostou da/do; avalie; não quer/deseja mais; não
foi você; pronto para""",
    "scam": """
você ganhou; ganhou; loteria; milhões de dólares/euros/reais; herança; empréstimo; cassino; emagrecer; ganhar
dinheiro; conta foi suspensa/bloqueada; verifique sua conta; bitcoin; criptomoedas; cartões presente; vale presente;
nova conta bancária; dados bancários; mudança de conta; empréstimos; milhões""",
    "attach": "em anexo; segue anexo; segue em anexo; anexo o/a; anexei; estou anexando; anexamos",
    "yours": "seu anexo; teu anexo; que você enviou; que me enviou; que nos enviou; não consigo abrir",
    "commit": """
vou; vamos; prometo; prometemos; garanto; garantimos; aceito; aceitamos; confirmo; confirmamos; comprometo; posso;
podemos; receberá; enviaremos; oferecemos; reembolsaremos""",
    "costly": """
prometo; prometemos; reembolso; reembolsar; reembolsaremos; desconto; grátis; gratuitamente; sem custo; sem custos;
garantia; garantimos; indenização; indemnização; pagar; pagamento; substituir; substituição; assinar; contrato;
comprar""",
    "receipt": """
seu pedido; confirmação do pedido; recibo; pagamento recebido; obrigado pela sua compra; obrigado pela compra;
seu/teu/sua/tua pedido/encomenda/compra/pagamento/reserva/fatura; recebemos o seu; confirmação de
pedido/encomenda/pagamento/compra; o seu/teu pedido""",
    "invoice": "fatura; faturas; boleto; nota fiscal; valor em aberto; vencimento",
    "meeting": "reunião; encontro; convite; pauta; videochamada; videoconferência; entrevista",
    "travel": "voo; viagem; hotel; reserva; itinerário; bilhete; passagem",
    "shipping": """
enviado seu; envio; encomenda; código de rastreio; rastreamento; entrega; entregue; foi enviado/enviada; a caminho;
saiu para entrega; número de rastreio; sua encomenda""",
    "support": "chamado; ticket; erro; não funciona; problema com; suporte",
    "sales": "orçamento; cotação; preço; preços; tabela de preços; proposta",
    "legal": "contrato; acordo; advogado; tribunal; termos e condições; lgpd; cláusula",
    "hiring": "candidatura; currículo; vaga; entrevista; estágio; contratação",
    "security": "senha; alerta de segurança; novo acesso; código de verificação; suspeita",
    "introduction": "me chamo; chamo me; meu nome é; apresento; apresentar",
    "follow_up": "lembrete; acompanhamento; alguma novidade; ainda não recebi",
}

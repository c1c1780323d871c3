"""Portuguese phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
que; o que; qual; quais; quando; onde; quem; por que; porquê; como; quanto; quantos; você pode; você poderia; pode;
poderia; tem""",
    "request": """
você/vocês/senhor/senhora pode/podem/poderia/poderiam; pode/podes/podem/poderia/poderias/poderiam; me/nos
pode/poderia; por favor; por gentileza; peço que; pedimos que; solicito; solicitamos; agradeço; agradecia;
agradeceria; gostaria de saber; gostaríamos de saber; queria saber; queria perguntar; tenho uma pergunta/dúvida;
preciso; precisamos; avise me; avisa me; me avise; me avisa; diga me; diz me; me diga; envie me; me envie; me mande;
me ligue; confirme por; aguardo; aguardamos; fico/ficamos à/no aguardo/espera; sua opinião; o que acha/achas/você;
está/estás disponível; tem/tens tempo/disponibilidade/interesse; recebeu; seria possível; é possível; você gostaria;
gostaria de; quando pode/podemos/podes/você""",
    "you": "você; vocês; seu; sua; seus; suas; tu; te; ti; teu; tua; lhe; vos; vosso; senhor; senhora",
    "soft": """
não hesite em; não hesitem em; qualquer dúvida; em caso de dúvida/dúvidas; se tiver alguma/dúvidas; fico à
disposição; ficamos à disposição; estou à disposição; estamos à disposição; por favor não responda; não responda a
este""",
    "fyi": """
para sua informação; para seu conhecimento; para conhecimento; em anexo; segue anexo; segue em anexo; segue;
conforme combinado; conforme solicitado; informo que; informamos que; lembrete; aqui está; não é necessário
responder""",
    "thanks": """
obrigado; obrigada; muito obrigado/obrigada; perfeito; combinado; de acordo; entendido; recebido; parabéns; certo;
valeu""",
    "greeting": """
olá; oi; bom dia; boa tarde/noite; prezado/prezada/prezados/prezadas; caro/cara/caros; exmo; exma""",
    "broadcast": """
todos; todas; a todos; pessoal; equipe; equipa; colegas; cliente; clientes; assinante; senhores""",
    "closing": """
atenciosamente; cumprimentos; com os melhores cumprimentos; melhores cumprimentos; abraço; abraços; um abraço;
saudações; obrigado; obrigada; grato; grata; até breve""",
    "call": "me ligue; liga me; podemos falar/conversar/marcar/reunir; marcar uma; uma ligação; uma chamada",
    "deadline": "prazo; data limite; o mais tardar; até o dia; até ao dia; vencimento; vence; fim do dia",
    "urgent": """
urgente; urgentemente; urgência; o mais rápido possível; o quanto antes; imediatamente; com urgência""",
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
    "scam": """
você ganhou; ganhou; loteria; milhões de dólares/euros/reais; herança; empréstimo; cassino; emagrecer; ganhar
dinheiro; conta foi suspensa/bloqueada; verifique sua conta; bitcoin; criptomoedas""",
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
seu pedido; confirmação do pedido; recibo; pagamento recebido; obrigado pela sua compra; obrigado pela compra""",
    "invoice": "fatura; faturas; boleto; nota fiscal; valor em aberto; vencimento",
    "meeting": "reunião; encontro; convite; pauta; videochamada; videoconferência; entrevista",
    "travel": "voo; viagem; hotel; reserva; itinerário; bilhete; passagem",
    "shipping": "enviado seu; envio; encomenda; código de rastreio; rastreamento; entrega; entregue",
    "support": "chamado; ticket; erro; não funciona; problema com; suporte",
    "sales": "orçamento; cotação; preço; preços; tabela de preços; proposta",
    "legal": "contrato; acordo; advogado; tribunal; termos e condições; lgpd; cláusula",
    "hiring": "candidatura; currículo; vaga; entrevista; estágio; contratação",
    "security": "senha; alerta de segurança; novo acesso; código de verificação; suspeita",
    "introduction": "me chamo; chamo me; meu nome é; apresento; apresentar",
    "follow_up": "lembrete; acompanhamento; alguma novidade; ainda não recebi",
}

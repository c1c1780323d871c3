"""Spanish phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
qué; cuál/cuáles; cuándo; dónde; quién; por qué; cómo; cuánto/cuánta/cuántos/cuántas; puede/pueden/podría/podrían
usted/ustedes; tienes; tiene usted""",
    "request": """
podría/podrías/podrían; puede/puedes/podría/podrías/podrían/pueden
enviarme/enviar/confirmar/confirmarme/decirme/ayudarme/revisar/mandarme; me/nos
puede/puedes/podría/podrías/podrían/pueden; por favor; le/les/te ruego; le/les/te agradecería/agradeceríamos;
agradecería; agradeceríamos; quedo/quedamos a la espera; espero/esperamos su/tu; a la espera de su/tu; necesito;
necesitamos; necesitaría; me gustaría saber; quisiera saber; quisiera preguntar; quería preguntar; tengo una
pregunta/duda; tengo unas dudas; hágame/hazme saber; háganos saber; dígame; dime; avíseme; avísame; envíeme;
envíame; confírmeme; confírmame; llámeme; llámame; su/tu opinión; qué le/te parece; qué opina/opinas; está/estás
disponible; tiene/tienes tiempo/disponibilidad/un; ha/has recibido/podido/visto; le/te interesa; le/te parece; sería
posible; es posible; le/te gustaría; quiere/quieres; cuándo puede/puedes/podría/podemos; me gustaría; nos gustaría;
quisiera; quisiéramos; necesito que; necesitamos que; le/te/les ruego/rogamos/pido/pedimos; haga/hagan/hagas llegar;
nos/me haga/hagas/envíe/envíes/mande/mandes/confirme/confirmes/indique/indiques/diga/digas; me/nos podría/podrías;
podrías/podría/podrían; puede/puedes
enviarnos/indicarme/indicarnos/llamarme/pasarme/confirmarnos/decirnos/revisarlo; te/le/os/les va/viene bien; qué
hora/día/fecha; dime/dinos/díganos; espero/esperamos/quedo tu/su/respuesta/noticias; espera de sus/tus/su/tu; sus
noticias; tus noticias; devuelvas/devuelva firmado; lo devuelvas; falta/faltan nos/aún/todavía; nos/me falta/faltan;
aún no/hemos hemos/he; todavía no hemos/he; cuál sería; cuándo estaría; agradezco que; avísanos""",
    "you": "usted; ustedes; su; sus; tú; tu; tus; te; ti; le; les; vosotros; vuestro; vuestra",
    "soft": """
no dude en; no dudes en; no duden en; si tiene/tienes alguna/cualquier pregunta/duda; para cualquier duda/consulta;
cualquier duda; quedo a su disposición; quedamos a su disposición; quedo a tu disposición; por favor no responda; no
responda a este; cualquier cosa; si no deseas/desea; si no quieres; no respondas; por favor no respondas; para
cualquier asunto; en caso de""",
    "fyi": """
para su información; para tu información; para su conocimiento; adjunto; le adjunto; te adjunto; se adjunta; como
acordamos; según lo acordado; le informo; le informamos; les informamos; como recordatorio; aquí está; aquí
tiene/tienes; no es necesario responder; no requiere respuesta; te informo; te mantengo informada/informado; le
informo de; les informo; os informo; te aviso; todo correcto; para tu conocimiento; estaré fuera; fuera de la""",
    "thanks": """
gracias; muchas gracias; mil gracias; perfecto; de acuerdo; vale; entendido; recibido; felicidades; enhorabuena;
genial; estupendo; todo correcto; nos vemos; ok""",
    "greeting": """
hola; buenos días; buenas tardes/noches; estimado/estimada/estimados/estimadas; querido/querida; buenas""",
    "broadcast": "todos; todas; a todos; equipo; compañeros; compañeras; cliente; clientes; suscriptor",
    "closing": """
saludos; un saludo; saludos cordiales; cordialmente; atentamente; un abrazo; gracias; muchas gracias; gracias de
antemano; hasta pronto""",
    "call": "llámeme; llámame; podemos hablar/reunirnos/vernos; nos vemos; quedamos; una llamada; concertar una",
    "deadline": "fecha límite; plazo; a más tardar; antes del; vencimiento; vence; como muy tarde; final del día",
    "urgent": "urgente; urgentemente; lo antes posible; cuanto antes; inmediatamente; de inmediato; con urgencia",
    "away": "respuesta automática; fuera de la oficina; de vacaciones; ausente",
    "machine": """
mensaje automático; correo automático; generado automáticamente; enviado automáticamente; no responda; no responder""",
    "news": "boletín; newsletter; noticias; en este número",
    "bulk": """
darse de baja; darte de baja; cancelar suscripción; cancelar la suscripción; boletín; newsletter; ver en el
navegador; en su navegador; en tu navegador; política de privacidad; recibe este correo; todos los derechos
reservados""",
    "offer": """
oferta especial/exclusiva; ofertas; oferta; descuento; descuentos; gratis; haga clic; haz clic; compra ahora; compre
ahora; aprovecha; aproveche; envío gratis; promoción; rebajas; sin compromiso""",
    "pitch": """
ayudamos a empresas/negocios/pymes/compañías; empresas como la/el/las tuya/suya/vuestra; visto/visité/encontré
tu/su/vuestra web/página/empresa/sitio; conseguir/captar/generar más/clientes/nuevos clientes; más
clientes/ventas/leads/reservas; nuevos clientes; clientes nuevos; clientes potenciales; leads; demo/demostración
gratuita/gratis/sin; 10/15/20/30 minutos esta/para; minutos esta semana; aumentar tus/sus ventas;
multiplicar/duplicar tus/sus; posicionamiento; primera página; en google; backlinks; artículo patrocinado; marketing
digital; plataforma de marketing; sin compromiso; fabricante de; precios competitivos; persona adecuada/indicada; no
te interesa; consultoría gratuita; auditoría gratuita""",
    "phish": """
confirme/confirma/verifique/verifica/actualice/actualiza sus/tus/su/tu
datos/cuenta/información/identidad/dirección/pago; verifique su; confirme sus; cuenta/tarjeta ha/será/está
sido/suspendida/bloqueada/limitada; será bloqueada/suspendida/devuelto/cancelada; en/de 24/48 horas; próximas 24/48;
haga clic; siguiente enlace; enlace siguiente; estimado/estimada cliente/usuario; actividad inusual/sospechosa;
acceso sospechoso/inusual; gastos de aduana/envío/gestión; paquete está/ha/no retenido; paquete retenido; falta de
pago; reembolso de; tiene derecho; su paquete está""",
    "stock": """
tienes/tiene/alguna dudas/duda/preguntas/alguna; dudas; necesitas/necesita ayuda; qué te ha parecido; valora;
valóranos; ya no quieres; no quieres recibir; no has sido; listo para; preguntas""",
    "scam": """
ha ganado; has ganado; lotería; millones de dólares/euros; herencia; préstamo; casino; bajar de peso; ganar dinero;
cuenta ha sido suspendida/bloqueada; verifique su cuenta; verifica tu cuenta; bitcoin; criptomonedas; su paquete;
tarjetas regalo; nueva cuenta bancaria; datos bancarios; cambio de cuenta; herencia de; millones; préstamos""",
    "attach": "adjunto; adjunta; adjuntos; adjuntamos; adjunto encontrará; en el adjunto; en adjunto; le adjunto",
    "yours": """
su adjunto; tu adjunto; el adjunto que; el archivo que; que me envió; que me enviaste; que nos envió; no puedo abrir""",
    "commit": """
voy a; vamos a; le prometo; prometo; garantizo; garantizamos; acepto; aceptamos; confirmo; confirmamos; me
comprometo; nos comprometemos; puedo; podemos; recibirá; le ofrecemos; ofrecemos; ofrezco; le enviaremos;
enviaremos; le devolveremos""",
    "costly": """
prometo; prometemos; reembolso; reembolsar; reembolsaremos; reembolsaré; devolveremos; descuento; gratis; sin coste;
sin costo; gratuito; garantía; garantizamos; indemnizar; pagar; pago; reemplazar; reemplazo; firmar; contrato;
comprar""",
    "receipt": """
su pedido; tu pedido; confirmación de pedido; recibo; pago recibido; gracias por su compra; gracias por tu compra;
su/tu factura/pedido/compra/pago/reserva/recibo; confirmación de tu/su; gracias por tu pedido/reserva; tu recibo""",
    "invoice": "factura; facturas; importe pendiente; vencimiento; pago pendiente",
    "meeting": "reunión; reunirnos; cita; invitación; orden del día; videollamada; videoconferencia",
    "travel": "vuelo; viaje; hotel; reserva; itinerario; billete; tarjeta de embarque",
    "shipping": """
enviado su; envío; paquete; número de seguimiento; entregado; entrega; ha sido enviado; está en camino; tu paquete;
tu envío; en reparto""",
    "support": "incidencia; ticket; error; no funciona; problema con; soporte",
    "sales": "presupuesto; cotización; precio; precios; tarifa; tarifas; propuesta",
    "legal": "contrato; acuerdo; abogado; tribunal; términos y condiciones; rgpd; cláusula",
    "hiring": "candidatura; currículum; puesto; entrevista; prácticas; empleo",
    "security": "contraseña; alerta de seguridad; inicio de sesión; código de verificación; sospechosa",
    "introduction": "me llamo; mi nombre es; me presento; le presento; te presento",
    "follow_up": "recordatorio; seguimiento; alguna novedad; alguna noticia; no he recibido respuesta",
}

"""Questions for the mails that wait for the asker's own answer, and some that only sound so; see
test_reading_phrases for the notation."""

PHRASES = """
Which mails wait for my answer? => @gmail +open /
What mails still need a reply? => @gmail +open /
Which messages haven't I replied to? => @gmail +open /
What have I not answered yet? => @gmail +open /
Who is waiting for a reply from me? => @gmail +open /
Who do I need to get back to? => @gmail +open /
Which of Bob's mails do I still have to answer? => <bob @gmail +open /
show me the unanswered mails from Sarah Lindqvist => <lindqvist @gmail +open /
which mails from last week have I not answered yet? => 2026-11-16..2026-11-23 @gmail +open /
Which mails about the lease need an answer? => @gmail +open / lease
How many mails are waiting for me to reply? => @gmail +open /
Which mails am I waiting for an answer to? => @gmail / waiting
Who is waiting for a reply from Bob? => <bob / waiting
Which mails don't need a reply? => @gmail /
When do I need to respond to the audit? => / respond audit
Welche Mails warten noch auf meine Antwort? => @gmail +open /
Auf welche Mails muss ich noch antworten? => @gmail +open /
Welche Mails von Bob habe ich noch nicht beantwortet? => <bob @gmail +open /
Wem schulde ich noch eine Antwort? => @gmail +open /
Auf welche Antwort warte ich? => / Antwort warte
Quels mails attendent ma réponse ? => @gmail +open /
À quels mails n'ai-je pas encore répondu ? => @gmail +open /
Les messages de Bob sans réponse => <bob @gmail +open /
Qui attend une réponse de ma part ? => @gmail +open /
Quels mails n'attendent pas de réponse ? => @gmail / attendent réponse
¿Qué correos esperan mi respuesta? => @gmail +open /
¿Qué correos de Bob no he respondido todavía? => <bob @gmail +open /
¿A qué correos tengo que responder? => @gmail +open /
¿Cuántos correos están pendientes de respuesta? => @gmail +open /
Quali mail aspettano una mia risposta? => @gmail +open /
A quali mail non ho ancora risposto? => @gmail +open /
Chi aspetta la mia risposta? => @gmail +open /
Que emails esperam a minha resposta? => @gmail +open /
A que emails ainda não respondi? => @gmail +open /
Quem espera uma resposta minha? => @gmail +open /
Welke mails wachten op mijn antwoord? => @gmail +open /
Welke mails van Bob heb ik nog niet beantwoord? => <bob @gmail +open /
Wie wacht op een antwoord van mij? => @gmail +open /
Op wie wacht ik nog? => / wacht
返信待ちのメールは？ => @gmail +open /
まだ返信していないメールは？ => @gmail +open /
返信が必要なメールはどれですか？ => @gmail +open /
"""

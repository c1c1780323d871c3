"""Questions about what is in the calendar: free times and events; see test_reading_phrases for the notation."""

PHRASES = """
When is Bob free tomorrow? => &bob 2026-11-29..2026-11-30 @calendar /
Wann ist Bob morgen frei? => &bob 2026-11-29..2026-11-30 @calendar /
Quand Bob est-il libre vendredi ? => &bob 2026-12-04..2026-12-05 @calendar /
¿Cuándo está libre Bob el viernes? => &bob 2026-12-04..2026-12-05 @calendar /
Quando è libero Bob venerdì? => &bob 2026-12-04..2026-12-05 @calendar /
Quando está livre o Bob na sexta-feira? => &bob 2026-12-04..2026-12-05 @calendar /
Wanneer is Bob vrijdag vrij? => &bob 2026-12-04..2026-12-05 @calendar /
Bobは明日いつ空いていますか？ => &bob 2026-11-29..2026-11-30 @calendar /
"""

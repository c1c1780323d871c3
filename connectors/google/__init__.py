"""What every Google connector needs: the way out, the retries, consent, and proof that a push is Google's."""

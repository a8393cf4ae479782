"""What the desk writes into the log, in the words that the young person reads."""

from overstap.audit.events import declare

declare("look_asked", "Je stelde een vraag over wie er keek.")
declare("look_answered", "{who} antwoordde op je vraag.")
declare("forget_asked", "Je vroeg om vergeten te worden.")
declare("forget_answered", "{who} antwoordde op je vraag om vergeten te worden.")
declare("account_copy_made", "{who} haalde op wat over het eigen account bewaard is.", "kind")

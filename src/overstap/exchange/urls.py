"""Addresses of the exchange."""

from django.urls import path

from overstap.exchange.views import decisions, lists, overview

app_name = "exchange"
urlpatterns = [
    path("uitwisseling/", overview.show, name="overview"),
    path("uitwisseling/berichten/", overview.upload_messages, name="upload_messages"),
    path("uitwisseling/leerlingen/", lists.upload, name="upload_list"),
    path("uitwisseling/beurt/<uuid:run_id>/", overview.run_page, name="run"),
    path("uitwisseling/beurt/<uuid:run_id>/stand/", overview.run_status, name="status"),
    path("uitwisseling/beurt/<uuid:run_id>/stoppen/", overview.stop, name="cancel"),
    path("uitwisseling/beurt/<uuid:run_id>/kolommen/", lists.columns, name="columns"),
    path("uitwisseling/beurt/<uuid:run_id>/lezen/", lists.reading, name="reading"),
    path("uitwisseling/beurt/<uuid:run_id>/verborgen/", lists.aside, name="aside"),
    path("uitwisseling/beurt/<uuid:run_id>/rijen/", lists.rows, name="rows"),
    path("uitwisseling/beurt/<uuid:run_id>/rijen/<int:number>/", lists.decide, name="decide_row"),
    path("uitwisseling/beurt/<uuid:run_id>/toepassen/", lists.apply, name="apply"),
    path("uitwisseling/beurt/<uuid:run_id>/ongedaan/", lists.undo, name="undo"),
    path("uitwisseling/onbekend/", decisions.waiting, name="waiting"),
    path("uitwisseling/onbekend/kijk-opnieuw/", decisions.look_again, name="look_again"),
    path("uitwisseling/onbekend/<uuid:message_id>/", decisions.message, name="message"),
    path("uitwisseling/onbekend/<uuid:message_id>/weg/", decisions.put_away, name="put_away"),
    path("uitwisseling/apart/", decisions.set_aside_list, name="set_aside_list"),
    path("uitwisseling/apart/<uuid:item_id>/", decisions.set_aside, name="set_aside"),
]

"""The domain of the coordinator: sessions, licences, rooms, calendars. It knows no vendor's format.

`vc/features.py` lists the features, left to right: each imports only what stands on its left, and
what it adds elsewhere is in its `feature.py`. In each, models, service, forms, views, queries,
labels and hooks always mean the same. What stands beside the folders is what all of them use:

    config services registry hooks commits     what an application works with, and how it is joined
    db states jobs errors audit                rows, their statuses, work on them, what was done
    access web forms inputs labels history     who may, the pages' frame, what is typed and shown
    scheduler workers cli startup serving      the processes

CONTRIBUTING.md says who may import whom; tests/test_architecture.py holds it. `integrations` never
imports `vc`.
"""

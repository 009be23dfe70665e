"""The domain of the coordinator: sessions, licences, rooms, calendars. It knows no vendor's format.

The map (each feature folder has the same file names: models, service, forms, views, queries):

    config db states errors paging labels history dates   what everything stands on
    audit access web jobs workers tasks cli    who did what, who may, the pages' frame, the worker
    accounts ← licences ← booking ← series ← calendars ← mailing ← attending ← recordings ← live
    ← footage ← transcripts ← uploads ← keeping ← watching ← plates ← consents ← vedas ← clips
    ← checklists ← approving ← channels ← publishing ← showcase ← upkeep ← diagnosis ← programme
                                       the features; an arrow points at what may be imported

Who may import whom is written in CONTRIBUTING.md and held by tests/test_architecture.py: a feature
imports the features to its left, `integrations` never imports `vc`, and views hold no rule.
"""

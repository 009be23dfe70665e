"""What keeps an application per test cheap: what is worked out once, what need not be kept."""

import gc
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import CodeType
from weakref import WeakKeyDictionary

from argon2 import Parameters
from flask.sansio.app import App
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule

from vc.accounts.passwords import HASHER


def keep_rules() -> None:
    """Let each application of this process have the rules of the first, where the view is the same.

    To make and to compile them is nine tenths of what an application costs. What a rule comes to
    depends also on the classes of the converters.
    """
    add, bind = App.add_url_rule, Rule.bind
    # A view that was made for one application goes with it.
    kept: WeakKeyDictionary[Callable, dict[tuple[object, ...], Rule]] = WeakKeyDictionary()

    def add_once(
        app: App,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable | None = None,
        provide_automatic_options: bool | None = None,
        **options: object,
    ) -> None:
        given = (provide_automatic_options, *map(str, sorted(options.items())))
        key = (rule, endpoint, *given, *app.url_map.converters.values())
        before = kept.get(view_func, {}).get(key) if view_func else None
        if before is not None and endpoint not in app.view_functions:
            app.url_map.add(before)
            app.view_functions[endpoint] = view_func
            return
        add(app, rule, endpoint, view_func, provide_automatic_options, **options)
        if endpoint and view_func and app.url_map._rules_by_endpoint[endpoint][1:] == []:
            (only,) = app.url_map._rules_by_endpoint[endpoint]
            kept.setdefault(view_func, {})[key] = only

    def bind_once(rule: Rule, map: Map, rebind: bool = False) -> None:
        if rule.map is None or rebind:
            bind(rule, map, rebind)

    App.add_url_rule, Rule.bind = add_once, bind_once


def hash_cheaply() -> Parameters:
    """Let the product hash passwords in a thousandth of the work; return what it hashes with else.

    It is still more than that of the hash that people of tests have, which is thus renewed.
    """
    usual = HASHER._parameters
    HASHER._parameters = replace(usual, time_cost=2, memory_cost=16, parallelism=1)
    return usual


def spare_what_stays() -> None:
    """Let the garbage collector overlook what lives until this process ends.

    Each application that a test leaves behind is a large cycle, so the collector runs often; what
    was imported is most of what it would look through.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


class Templates(FileSystemBytecodeCache):
    """The templates as they were compiled once, by this process or by another one of the run."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Find a template's code here first: each application asks for the same ones."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code, also for the other processes."""
        super().dump_bytecode(bucket)
        self._keep(bucket)

    def _keep(self, bucket: Bucket) -> None:
        """Keep what there is."""
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


class Statements:
    """The SQL of every statement, as one engine after the other has compiled it.

    SQLAlchemy finds it again by the statement and the dialect, so they share the dialect too:
    that of an engine which has been connected.
    """

    def __init__(self, engine: Engine) -> None:
        self._dialect = engine.dialect
        self._compiled = LRUCache(5_000)

    def share_with(self, engine: Engine) -> None:
        """Let an engine that has not been connected yet use what is known, and add to it."""
        engine.dialect = engine.pool._dialect = self._dialect
        engine.update_execution_options(compiled_cache=self._compiled)


def never_sync(engine: Engine) -> None:
    """Let commits not wait for the disk: what a test wrote may go with the machine's power.

    A process that is killed loses nothing by it, so the tests of that stay true.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        connection.execute("PRAGMA synchronous=OFF")

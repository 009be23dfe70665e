"""What keeps an application per test cheap: what is worked out once, what need not be kept."""

import gc
import sqlite3
from dataclasses import replace
from types import MethodType

from argon2 import Parameters
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from vc.accounts.passwords import HASHER

COMPILED = ("_parts", "_trace", "_converters", "arguments")
"""What Werkzeug makes of a rule's text, beside the functions below."""
BUILDERS = ("_build", "_build_unknown")
"""Compiles for each rule: they build its addresses and find the converters on the rule itself."""


def keep_rules() -> None:
    """Let every application of this process share what Werkzeug makes of the text of its rules.

    That is nine tenths of what an application costs. It also depends on the classes of the
    converters; rules with defaults are left alone.
    """
    compile_rule = Rule.compile
    kept: dict[tuple[object, ...], dict[str, object]] = {}

    def compile_once(rule: Rule) -> None:
        classes = rule.map.converters.items()
        key = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, *classes)
        if rule.defaults:
            compile_rule(rule)
        elif key not in kept:
            compile_rule(rule)
            kept[key] = {name: getattr(rule, name) for name in COMPILED}
            kept[key] |= {name: getattr(rule, name).__func__ for name in BUILDERS}
        else:
            vars(rule).update({name: kept[key][name] for name in COMPILED})
            for name in BUILDERS:
                setattr(rule, name, MethodType(kept[key][name], rule))

    Rule.compile = compile_once


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

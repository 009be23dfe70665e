"""Every emulated vendor: its addresses, what it keeps, and what of it the others ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint

from integrations.emulator.google import consent
from integrations.emulator.google import control as google_stage
from integrations.emulator.google import routes as google
from integrations.emulator.google import state as google_state
from integrations.emulator.meta import comments, permalinks, reel_state, video_state
from integrations.emulator.meta import control as meta_stage
from integrations.emulator.meta import routes as meta
from integrations.emulator.meta import state as meta_state
from integrations.emulator.state import Fill, JsonObject, Part, Transaction
from integrations.emulator.tiktok import state as tiktok_state
from integrations.emulator.tiktok import tokens as tiktok_tokens
from integrations.emulator.tiktok import videos as tiktok
from integrations.emulator.x import control as x_stage
from integrations.emulator.x import posts
from integrations.emulator.x import state as x_state
from integrations.emulator.youtube import control as youtube_stage
from integrations.emulator.youtube import state as youtube_state
from integrations.emulator.youtube import videos
from integrations.emulator.zoom import control as zoom_stage
from integrations.emulator.zoom import recordings_control, recordings_state
from integrations.emulator.zoom import routes as zoom
from integrations.emulator.zoom import state as zoom_state


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatedVendor:
    """One vendor. What it does not have is None or empty."""

    doors: tuple[Blueprint, ...]
    parts: tuple[Part, ...]
    fills: Mapping[str, Fill] = field(default_factory=dict)
    """What it begins with, by a table that is empty only until then."""
    published: Callable[[Transaction], dict[str, list[JsonObject]]] | None = None
    """Returns what was published there, the newest first."""
    embed: Callable[[Transaction, str], JsonObject | None] | None = None
    """Describes the post at an address to whoever embeds it (oEmbed), if everybody sees it."""
    register: Callable[[Transaction, tuple[str, ...]], None] | None = None
    """Lets consents lead back to these addresses."""


ZOOM = EmulatedVendor(
    doors=(zoom.bp, zoom_stage.bp, recordings_control.bp),
    parts=(zoom_state, recordings_state),
    fills={"user": zoom_state.fill},
)
GOOGLE = EmulatedVendor(
    doors=(google.bp, google_stage.bp, consent.bp),
    parts=(google_state,),
    fills={"google_account": google_state.fill},
    register=google_state.register,
)
YOUTUBE = EmulatedVendor(
    doors=(videos.bp, youtube_stage.bp),
    parts=(youtube_state,),
    published=youtube_state.published,
    embed=youtube_state.embed,
)
META = EmulatedVendor(
    doors=(meta.bp, meta_stage.bp, permalinks.bp),
    parts=(meta_state, video_state, reel_state, comments),
    fills={"meta_token": meta_state.fill},
    published=meta_stage.published,
)
X = EmulatedVendor(
    doors=(posts.bp, x_stage.bp),
    parts=(x_state,),
    published=x_state.published,
    embed=x_state.embed,
)
TIKTOK = EmulatedVendor(
    doors=(tiktok.bp, tiktok_tokens.bp),
    parts=(tiktok_state,),
    published=tiktok_state.published,
    embed=tiktok_state.embed,
    register=tiktok_state.register,
)
VENDORS = (ZOOM, GOOGLE, YOUTUBE, META, X, TIKTOK)
PARTS: tuple[Part, ...] = tuple(part for one in VENDORS for part in one.parts)
FILLS: dict[str, Fill] = {name: fill for one in VENDORS for name, fill in one.fills.items()}

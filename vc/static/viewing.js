// The viewing of a video: which of its seconds were really played. What is skipped does not count.

const EVERY_MS = 5000;
const MOST_SPANS = 200;
// Between two reports of its time a player moves on by a quarter of a second, times its speed;
// whatever is more than this was a jump.
const STEP_S = 1.5;

const players = new WeakMap();
const sends = new Set();

// Media events do not bubble, but they pass the document on their way down: a player that comes
// with a later part of the page is heard too.
for (const kind of ["play", "seeking", "seeked", "timeupdate", "pause", "ended"]) {
  document.addEventListener(kind, hear, true);
}
addEventListener("pagehide", () => {
  for (const video of document.querySelectorAll("video[data-watched-url]")) {
    const player = players.get(video);
    if (!player) continue;
    if (!video.paused) note(video, player);
    send(video, player);
  }
});

function hear(event) {
  const video = event.target;
  if (!(video instanceof HTMLVideoElement) || !video.dataset.watchedUrl) return;
  if (!players.has(video)) players.set(video, { spans: [], last: null, sentAt: -EVERY_MS });
  const player = players.get(video);
  if (event.type === "seeking") player.last = null;
  if (event.type === "play" || event.type === "seeked") player.last = video.currentTime;
  if (video.seeking) return;
  if (event.type === "timeupdate" && !video.paused) {
    note(video, player);
    if (performance.now() - player.sentAt >= EVERY_MS) send(video, player);
  }
  if (event.type === "pause" || event.type === "ended") {
    note(video, player);
    send(video, player);
  }
}

function note(video, player) {
  const { spans, last } = player;
  const now = video.currentTime;
  if (last !== null && now > last && now - last < STEP_S * Math.max(1, video.playbackRate)) {
    const newest = spans[spans.length - 1];
    if (newest && newest[1] === last) newest[1] = now; else spans.push([last, now]);
  }
  player.last = now;
  tell(video, player);
}

// How much of the film that is to be watched completely was, and is left; what the server knows
// of earlier days counts too.
const JOINED_S = 0.3;
const ENOUGH = 0.98;

function tell(video, player) {
  if (!video.dataset.watchedKnown) return;
  const long = Number(video.dataset.watchedMs) / 1000;
  player.seen ??= JSON.parse(video.dataset.watchedKnown).map((one) => one.map((ms) => ms / 1000));
  player.seen = joined([...player.seen, ...player.spans.map((one) => [...one])]);
  const seen = player.seen.reduce((sum, [first, last]) => sum + last - first, 0);
  const left = seen >= long * ENOUGH ? 0 : Math.max(1, Math.round(long - seen));
  const words = { watchedSeen: left ? `Visto ${inWords(seen)} de ${inWords(long)}` : "Visto completo", watchedLeft: left ? `Falta ver ${inWords(left)}` : "" };
  if (!left && player.left !== 0 && player.left !== undefined) document.dispatchEvent(new Event("film:watched"));
  player.left = left;
  for (const place of document.querySelectorAll("[data-watched-seen], [data-watched-left]")) {
    const text = "watchedSeen" in place.dataset ? words.watchedSeen : words.watchedLeft;
    if (place.textContent !== text) place.textContent = text;
  }
}

function joined(spans) {
  const kept = [];
  for (const one of spans.sort((a, b) => a[0] - b[0])) {
    const before = kept[kept.length - 1];
    if (before && one[0] - before[1] <= JOINED_S) before[1] = Math.max(before[1], one[1]); else kept.push(one);
  }
  return kept;
}

function inWords(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

// The page may be on its way out: `keepalive` lets the request outlive it.
function send(video, player) {
  if (!player.spans.length) return;
  const sent = player.spans.slice(-MOST_SPANS);
  player.spans = [];
  player.sentAt = performance.now();
  const again = () => { player.spans.unshift(...sent); };
  const sending = fetch(video.dataset.watchedUrl, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": video.dataset.watchedToken },
    body: JSON.stringify({
      spans: sent.map((one) => one.map((second) => Math.round(second * 1000))),
    }),
  }).then((answer) => { if (answer.status >= 500) again(); }, again);
  sends.add(sending);
  sending.finally(() => sends.delete(sending));
}

// Plays or pauses the film beside a list or a review.
export function playOrPause() {
  const film = document.querySelector(".review__screen video");
  if (film?.paused) film.play().catch(() => { /* The film itself says what is wrong with it. */ });
  else film?.pause();
}

// Resolves when the server knows everything that was watched here so far.
export async function settled() {
  for (const video of document.querySelectorAll("video[data-watched-url]")) {
    const player = players.get(video);
    if (player) send(video, player);
  }
  await Promise.all(sends);
}

for (const video of document.querySelectorAll("video[data-watched-known]")) {
  players.set(video, { spans: [], last: null, sentAt: -EVERY_MS });
  tell(video, players.get(video));
}

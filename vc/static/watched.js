// Which seconds of a video were really played: what is skipped does not count.
(() => {
  "use strict";

  const EVERY_MS = 5000;
  // Between two reports of its time a player moves on by a quarter of a second, times its speed;
  // whatever is more than this was a jump.
  const STEP_S = 1.5;

  for (const video of document.querySelectorAll("video[data-watched-url]")) watch(video);

  function watch(video) {
    let spans = [];
    let last = null;
    let sentAt = 0;

    function note() {
      const now = video.currentTime;
      if (last !== null && now > last && now - last < STEP_S * Math.max(1, video.playbackRate)) {
        const newest = spans[spans.length - 1];
        if (newest && newest[1] === last) newest[1] = now; else spans.push([last, now]);
      }
      last = now;
    }

    // The page may be on its way out: `keepalive` lets the request outlive it.
    function send() {
      if (!spans.length) return;
      const body = { spans: spans.map((one) => one.map((second) => Math.round(second * 1000))) };
      spans = [];
      sentAt = performance.now();
      fetch(video.dataset.watchedUrl, {
        method: "POST",
        keepalive: true,
        headers: { "Content-Type": "application/json", "X-CSRFToken": video.dataset.watchedToken },
        body: JSON.stringify(body),
      }).catch(() => { spans.unshift(...body.spans.map((one) => one.map((ms) => ms / 1000))); });
    }

    video.addEventListener("play", () => { last = video.currentTime; });
    video.addEventListener("seeking", () => { last = null; });
    video.addEventListener("seeked", () => { last = video.currentTime; });
    video.addEventListener("timeupdate", () => {
      if (video.seeking) return;
      if (!video.paused) note();
      if (performance.now() - sentAt >= EVERY_MS) send();
    });
    video.addEventListener("pause", () => { if (!video.seeking) note(); send(); });
    video.addEventListener("ended", () => { note(); send(); });
    addEventListener("pagehide", () => { if (!video.paused) note(); send(); });
  }
})();

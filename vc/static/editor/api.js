// The editor's requests to the server: with an end to waiting, and again after somebody signed in anew.

const { dataset } = document.getElementById("editor");
const NO_ANSWER = "El servidor no respondió como debía. Lo que hizo sigue en esta página.";
const NO_CONNECTION = "No hay conexión. Lo que hizo sigue en esta página.";
const SIGNED_OUT = "Ya no está dentro del sistema. Entre de nuevo y regrese a esta ventana: lo que hizo sigue aquí.";
const SOMEBODY_ELSE = "En este navegador entró otra persona. Lo que hizo sigue aquí y no se guarda con ese nombre.";
const LONGEST_MS = 30000;

// The answer with its text, or nothing after half a minute: no state of the page lasts for ever.
async function ask(address, options) {
  const ending = new AbortController();
  const end = setTimeout(() => ending.abort(), LONGEST_MS);
  try {
    const answer = await fetch(address, { ...options, signal: ending.signal });
    const { ok, redirected, status } = answer;
    return { ok, redirected, status, text: await answer.text() };
  } catch {
    throw new Error(NO_CONNECTION);
  } finally { clearTimeout(end); }
}

function read(text) {
  try { return JSON.parse(text); } catch { return {}; }
}

const away = (words) => Object.assign(new Error(words), { isAway: true });

// Returns how the clip stands. What was thrown has a `status` where there was an answer.
export async function send(address, body, isSecond = false) {
  const answer = await ask(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": dataset.csrf },
    body: JSON.stringify({ token: dataset.token, ...body }),
  });
  // Led to the page where one signs in, or sent with the key of an older sign-in.
  if (answer.redirected || (answer.status === 400 && !isSecond)) {
    if (isSecond) throw away(SIGNED_OUT);
    await renew();
    return send(address, body, true);
  }
  const said = read(answer.text);
  if (answer.ok && said.edit) return said;
  const status = answer.ok ? 500 : answer.status;
  throw Object.assign(new Error(), { message: NO_ANSWER }, said, { status });
}

// Ask for this page again: whoever signed in anew has another key for what is sent.
async function renew() {
  const answer = await ask(location.href);
  if (answer.redirected || !answer.ok) throw away(SIGNED_OUT);
  const fresh = new DOMParser().parseFromString(answer.text, "text/html").getElementById("editor");
  if (fresh?.dataset.person !== dataset.person) throw away(SOMEBODY_ELSE);
  dataset.csrf = fresh.dataset.csrf;
}

// Opens pages in Chromium, light and dark, on a desk and on a telephone.
//
//   node page.js AXE.MIN.JS CHROMIUM FOLDER PAGE...
//
// prints one line a page and screen: `PAGE desk light: fine`, or what the browser complains of, what is wider than the
// screen, and what axe-core finds, unless - is given for it. FOLDER is for the browser's own files. The browser is driven
// by its DevTools protocol over a pipe.
const { spawn } = require("node:child_process");
const fs = require("node:fs");

const [axePath, chromium, folder, ...pages] = process.argv.slice(2);
const screens = [
    { name: "desk light", width: 1280, scheme: "light" },
    { name: "desk dark", width: 1280, scheme: "dark" },
    { name: "telephone light", width: 390, scheme: "light" },
    { name: "telephone dark", width: 390, scheme: "dark" },
    { name: "narrow light", width: 320, scheme: "light" }, // 1280 enlarged four times: WCAG 2.2, 1.4.10
    { name: "paper", width: 1032, scheme: "light", media: "print" }, // A4 across, without its margins
];
const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const browser = spawn(
    chromium,
    ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe", "--user-data-dir=" + folder, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], env: { ...process.env, HOME: folder } },
);
const waiting = new Map();
let last = 0;
let rest = "";
let loaded = () => {};
let complaints = [];

browser.stdio[4].on("data", (data) => {
    const parts = (rest + data).split("\0");
    rest = parts.pop();
    for (const message of parts.map((part) => JSON.parse(part))) {
        if (message.method === "Page.loadEventFired") loaded();
        if (message.method === "Log.entryAdded") complaints.push(message.params.entry.text);
        const answer = waiting.get(message.id);
        if (!answer) continue;
        waiting.delete(message.id);
        if (message.error) answer.reject(new Error(message.error.message));
        else answer.resolve(message.result);
    }
});

function send(method, params, sessionId) {
    const id = ++last;
    browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

async function evaluate(session, expression) {
    const answer = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, session);
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
}

async function lookWithAxe(session, axe) {
    await evaluate(session, axe + "; 0");
    const found = await evaluate(
        session,
        `axe.run({ runOnly: ${JSON.stringify(levels)}, resultTypes: ["violations"] }).then((all) => ({ passes: all.passes.length, violations: all.violations.map((one) =>
            one.id + ": " + one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join("; ")) }))`,
    );
    return found.passes > 0 ? found.violations : ["axe-core looked at nothing"];
}

async function look(session, page, screen, axe) {
    complaints = [];
    await send("Emulation.setDeviceMetricsOverride", { width: screen.width, height: 900, deviceScaleFactor: 1, mobile: screen.width < 600 }, session);
    await send("Emulation.setEmulatedMedia", { media: screen.media ?? "", features: [{ name: "prefers-color-scheme", value: screen.scheme }] }, session);
    const done = new Promise((resolve) => (loaded = resolve));
    await send("Page.navigate", { url: "file://" + fs.realpathSync(page) }, session);
    await done;
    await evaluate(session, "document.querySelectorAll('details').forEach((one) => (one.open = true))");
    const wrong = axe && !screen.media ? await lookWithAxe(session, axe) : [];
    const width = await evaluate(session, "document.documentElement.scrollWidth");
    wrong.push(...complaints);
    if (width > screen.width) wrong.push(`the page is ${width} pixels wide on a screen of ${screen.width}`);
    return wrong;
}

async function main() {
    const axe = axePath === "-" ? "" : fs.readFileSync(axePath, "utf8");
    const { targetInfos } = await send("Target.getTargets", {});
    const target = targetInfos.find((one) => one.type === "page");
    const { sessionId } = await send("Target.attachToTarget", { targetId: target.targetId, flatten: true });
    await send("Page.enable", {}, sessionId);
    await send("Log.enable", {}, sessionId);
    for (const page of pages) {
        for (const screen of screens) {
            const wrong = await look(sessionId, page, screen, axe);
            console.log(`${page} ${screen.name}: ${wrong.length > 0 ? wrong.join(" | ") : "fine"}`);
        }
    }
}

const ending = (status) => {
    browser.once("exit", () => process.exit(status));
    browser.kill();
};
browser.once("error", (error) => (console.error(String(error)), process.exit(1)));
setTimeout(() => (console.error("the browser does not answer"), ending(1)), 240000).unref();
main().then(
    () => ending(0),
    (error) => (console.error(String(error)), ending(1)),
);

// Drives brief watch in headless Chromium: node watch.mjs BINARY PROJECT BRIEF SECTION
//
// PROJECT is a copy that may be written to; SECTION a file of prose in it. Edit, and the page changes while
// what is in view stays in view; break the file, and the fault shows with file and line; mend it, and it
// goes. No error on the console, no request to anywhere else. Exit code: 0 all holds, 1 something does not.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import axe from "axe-core";

const { chromium } = createRequire(import.meta.url)("playwright-core");

const [binary, project, brief, section] = process.argv.slice(2);
const file = join(project, section);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const quiet = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];
const args = ["--no-sandbox", ...quiet.map((name) => `--${name}`)];
const timeout = 60_000;

let failed = 0;

async function holds(what, test) {
  try {
    await test();
    console.log(`ok      ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${what}\n${error.message}`);
  }
}

const watching = spawn(binary, ["watch", brief, "--port", "0"], { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
const lines = createInterface({ input: watching.stdout });
const address = await new Promise((resolve, reject) => {
  lines.on("line", (line) => {
    const found = line.match(/http:\/\/[^ ]+/);
    if (found) resolve(found[0]);
  });
  watching.on("exit", () => reject(new Error("brief watch has ended")));
});
const browser = await chromium.launch({ executablePath, args });

try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const told = [];
  const asked = [];
  page.on("console", (message) => told.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => told.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith("data:")) asked.push(url);
  });
  await page.goto(address);
  const status = (wanted) => page.waitForSelector(`#status[data-status="${wanted}"]`, { timeout });
  const ready = () => status("ready");
  const sources = () => page.$$eval("main img", (pictures) => pictures.map((picture) => picture.src));
  const drawn = () => page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll("main figure")];
    return pictures.length > 0 && pictures.every((figure) => figure.querySelector("img")?.naturalWidth > 0);
  }, null, { timeout });
  const original = readFileSync(file, "utf8");
  let before;

  await holds("all pages are shown", async () => {
    await ready();
    await drawn();
    before = await sources();
    assert.ok(before.length > 0);
  });

  await holds("a saved paragraph shows, and what is in view stays in view", async () => {
    const middle = await page.evaluate(() => {
      window.scrollTo(0, document.documentElement.scrollHeight / 2);
      return window.scrollY;
    });
    assert.ok(middle > 0);
    writeFileSync(file, `${original}\nThis sentence was saved while the page was open.\n`);
    await page.waitForFunction((old) => {
      const now = [...document.querySelectorAll("main img")].map((picture) => picture.src);
      return now.some((source, at) => source !== old[at]);
    }, before, { timeout });
    await drawn();
    assert.equal(await page.evaluate(() => window.scrollY), middle);
  });

  await holds("a broken file is told with its line, over the pages that there were", async () => {
    writeFileSync(file, `${original}\n{{ no_such_finding.count | number }}\n`);
    await status("failed");
    const fault = page.locator("#faults article.error").first();
    await fault.waitFor({ state: "visible", timeout });
    const line = original.split("\n").length + 1;
    assert.match(await fault.locator(".place").textContent(), new RegExp(`${section}:${line}:`));
    assert.match(await fault.locator("pre .meant").textContent(), /no_such_finding/);
    assert.ok((await sources()).length > 0);
  });

  await holds("axe-core finds nothing to object to", async () => {
    await page.addScriptTag({ content: axe.source }).catch(() => page.evaluate(axe.source));
    const result = await page.evaluate(() => window.axe.run());
    const said = result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(said, []);
  });

  await holds("a mended file takes the fault away", async () => {
    writeFileSync(file, original);
    await ready();
    await page.waitForSelector("#faults article.error", { state: "detached", timeout });
    await page.waitForFunction((old) => {
      const now = [...document.querySelectorAll("main img")].map((picture) => picture.src);
      return now.length === old.length && now.every((source, at) => source === old[at]);
    }, before, { timeout });
  });

  await holds("the end of the watch is told", async () => {
    watching.kill();
    await page.waitForFunction(() => document.getElementById("status").textContent.includes("ended"), null, { timeout });
  });

  await holds("nothing on the console, no request elsewhere", async () => {
    // The connection that ended, and the script that the policy of the page rightly kept out.
    const expected = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|Content Security Policy/;
    assert.deepEqual(told.filter((line) => !expected.test(line)), []);
    assert.deepEqual(asked, []);
  });
} finally {
  watching.kill();
  await browser.close();
}
process.exit(failed ? 1 : 0);

import { chromium } from "playwright-core";
import { serve } from "./server.mjs";
const server = await serve("/work/h/e/target/playground/page");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: +(process.argv[2]??1440), height: +(process.argv[3]??900) }, colorScheme: process.argv[4]??"light" });
page.on("console", (m) => console.log("console", m.type(), m.text()));
page.on("pageerror", (e) => console.log("pageerror", e.message, e.stack));
await page.goto(server.origin + "/");
await page.waitForFunction(() => document.documentElement.dataset.ready, null, { timeout: 30000 }).catch(e=>console.log(String(e)));
if (process.argv[5]) { await page.selectOption("#examples", process.argv[5]); await page.waitForTimeout(1500); }
if (process.argv[6]) { await page.click("#tab-"+process.argv[6]); await page.waitForTimeout(1500); }
if (process.argv[7]) { await page.click(process.argv[7]); await page.waitForTimeout(1500); }
await page.screenshot({ path: "/tmp/e/shot.png" });
console.log(await page.textContent("#status"), server.requested);
console.log(await page.evaluate(() => performance.getEntriesByName("di-gen answers").map(e=>Math.round(e.duration))));
await browser.close(); server.close();

/**
 * Runs di-gen apart from the page, for files that are dropped in. It is started with the first of them.
 */
import * as program from "di-gen:bindgen-existing";

import { answerRequests } from "./worker_loop.js";

answerRequests(program);

/**
 * Runs di-gen apart from the page, for the topology.
 */
import * as program from "di-gen:bindgen";

import { answerRequests } from "./worker_loop.js";

answerRequests(program);

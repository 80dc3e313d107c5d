// The page's beginning.
import { render } from "preact";
import "./style/ground.css";
import "./style/frame.css";
import "./style/stage.css";
import "./style/talk.css";
import "./style/how.css";
import { meet } from "./state/studio.js";
import { Studio } from "./studio.js";

render(<Studio />, document.getElementById("studio")!);
void meet();

import { createApp } from "vue";
import "element-plus/es/components/base/style/css";
import "../shared/tokens.css";
import "../shared/base.css";
import "./element.css";
import "./desk.css";
import App from "./App.vue";
import { i18n } from "./i18n";
import { beginLooks } from "./looks";
import { router } from "./router";

beginLooks();
createApp(App).use(i18n).use(router).mount("#app");

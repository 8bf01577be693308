package cn.cunji.phone

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.Plugin

@InvokeArg
class OpenArgs {
  /** An address of the phone's own server. */
  lateinit var address: String
}

/** A page in the system's browser, which fetches and installs what this program does not. */
@TauriPlugin
class BrowserPlugin(private val activity: Activity) : Plugin(activity) {
  @Command
  fun open(invoke: Invoke) {
    val page = Uri.parse(invoke.parseArgs(OpenArgs::class.java).address)
    // A page, and nothing that another app would take for a command.
    if (page.scheme != "http" && page.scheme != "https") {
      invoke.reject("this is no page's address", "browser.none")
      return
    }
    try {
      activity.startActivity(Intent(Intent.ACTION_VIEW, page).addCategory(Intent.CATEGORY_BROWSABLE))
      invoke.resolve()
    } catch (error: ActivityNotFoundException) {
      invoke.reject("no browser opens this", "browser.none", error)
    }
  }
}

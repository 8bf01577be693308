package cn.cunji.phone

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.Intent
import androidx.core.content.FileProvider
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.Plugin
import java.io.File

@InvokeArg
class ShareFileArgs {
  /** A file's name in the cache's folder `shared`. */
  lateinit var name: String
  lateinit var mime: String
  lateinit var title: String
}

/** The platform's share sheet, for a file that the person hands on. */
@TauriPlugin
class SharePlugin(private val activity: Activity) : Plugin(activity) {
  @Command
  fun shareFile(invoke: Invoke) {
    val args = invoke.parseArgs(ShareFileArgs::class.java)
    val file = File(File(activity.cacheDir, "shared"), args.name)
    // A bare name, so that nothing of the store can be handed out by a path.
    if (args.name != file.name || !file.isFile) {
      invoke.reject("there is no such file to share", "share.no_file")
      return
    }
    val uri = FileProvider.getUriForFile(activity, activity.packageName + ".fileprovider", file)
    val intent = Intent(Intent.ACTION_SEND).apply {
      type = args.mime
      putExtra(Intent.EXTRA_STREAM, uri)
      clipData = ClipData.newRawUri(args.title, uri)
      addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
    }
    try {
      activity.startActivity(Intent.createChooser(intent, args.title))
      invoke.resolve()
    } catch (error: ActivityNotFoundException) {
      invoke.reject("no app takes this", "share.no_app", error)
    }
  }

}

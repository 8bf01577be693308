package cn.cunji.phone

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.os.Build
import androidx.core.content.ContextCompat
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.Permission
import app.tauri.annotation.PermissionCallback
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

@InvokeArg
class RemindArgs {
  var number: Int = 0
  lateinit var title: String
  lateinit var text: String

  /** Unix seconds; at once where there is none. */
  var at: Long? = null
}

@InvokeArg
class WithdrawArgs {
  var number: Int = 0
}

/** Local notifications, as the person switched them on: no push service of anybody's. */
@TauriPlugin(permissions = [Permission(strings = [Manifest.permission.POST_NOTIFICATIONS], alias = "reminders")])
class ReminderPlugin(private val activity: Activity) : Plugin(activity) {
  private val reminders = Reminders(activity)

  /** Asks the person, where the platform wants that (Android 13), and says what holds. */
  @Command
  fun ask(invoke: Invoke) {
    if (allowed()) {
      answered(invoke)
    } else {
      requestPermissionForAlias("reminders", invoke, "answered")
    }
  }

  @PermissionCallback
  fun answered(invoke: Invoke) {
    invoke.resolve(JSObject().put("allowed", allowed()))
  }

  @Command
  fun remind(invoke: Invoke) {
    val args = invoke.parseArgs(RemindArgs::class.java)
    val reminder = Reminder(args.number, args.title, args.text)
    val at = args.at
    if (at == null) {
      reminders.show(reminder)
    } else {
      reminders.plan(reminder, at)
    }
    invoke.resolve()
  }

  @Command
  fun withdraw(invoke: Invoke) {
    reminders.withdraw(invoke.parseArgs(WithdrawArgs::class.java).number)
    invoke.resolve()
  }

  private fun allowed(): Boolean = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
    ContextCompat.checkSelfPermission(activity, Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED
}

package cn.cunji.phone

import android.app.Activity
import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import androidx.appcompat.app.AppCompatActivity
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

@InvokeArg
class WatchArgs {
  lateinit var handler: Channel
}

/** How the line is: there or not, metered or not. A county's intranet without the internet is a line, too. */
@TauriPlugin
class LinePlugin(activity: Activity) : Plugin(activity) {
  private val manager = activity.getSystemService(Context.CONNECTIVITY_SERVICE) as ConnectivityManager
  private var watching: ConnectivityManager.NetworkCallback? = null

  @Command
  fun line(invoke: Invoke) {
    val network = manager.activeNetwork
    invoke.resolve(told(network?.let { manager.getNetworkCapabilities(it) }))
  }

  /** Tells every change from now on; one watcher, the newest. */
  @Command
  fun watch(invoke: Invoke) {
    val handler = invoke.parseArgs(WatchArgs::class.java).handler
    stop()
    val callback = object : ConnectivityManager.NetworkCallback() {
      override fun onCapabilitiesChanged(network: Network, capabilities: NetworkCapabilities) {
        handler.send(told(capabilities))
      }

      override fun onLost(network: Network) {
        handler.send(told(null))
      }
    }
    manager.registerDefaultNetworkCallback(callback)
    watching = callback
    invoke.resolve()
  }

  override fun onDestroy(activity: AppCompatActivity) {
    stop()
  }

  private fun stop() {
    watching?.let { manager.unregisterNetworkCallback(it) }
    watching = null
  }

  private fun told(capabilities: NetworkCapabilities?): JSObject {
    val line = JSObject()
    line.put("connected", capabilities != null)
    line.put("wifi", capabilities?.hasTransport(NetworkCapabilities.TRANSPORT_WIFI) == true)
    line.put("metered", capabilities?.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) == false)
    return line
  }
}

package cn.cunji.phone

import android.Manifest
import android.annotation.SuppressLint
import android.app.Activity
import android.content.Context
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
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
class LocateArgs {
  /** How long the best place so far is waited for. */
  var seconds: Int = 20
}

/** One place at the person's own act, from the platform's own providers: no Google service, no tracking, nothing in the background. */
@TauriPlugin(
  permissions = [
    Permission(
      strings = [Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION],
      alias = "location"
    )
  ]
)
class LocationPlugin(private val activity: Activity) : Plugin(activity) {
  private val manager = activity.getSystemService(Context.LOCATION_SERVICE) as LocationManager

  @Command
  fun locate(invoke: Invoke) {
    if (allowed()) {
      wait(invoke)
    } else {
      requestPermissionForAlias("location", invoke, "asked")
    }
  }

  /** After the person was asked. A coarse place is one, too. */
  @PermissionCallback
  fun asked(invoke: Invoke) {
    if (allowed()) {
      wait(invoke)
    } else {
      invoke.reject("the person does not give the place", "location.denied")
    }
  }

  private fun allowed(): Boolean =
    listOf(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION).any {
      ContextCompat.checkSelfPermission(activity, it) == PackageManager.PERMISSION_GRANTED
    }

  @SuppressLint("MissingPermission")
  private fun wait(invoke: Invoke) {
    val providers = listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER).filter {
      manager.allProviders.contains(it) && manager.isProviderEnabled(it)
    }
    if (providers.isEmpty()) {
      invoke.reject("the phone's location is switched off", "location.off")
      return
    }
    val seconds = invoke.parseArgs(LocateArgs::class.java).seconds.coerceIn(1, 120)
    val search = Search(invoke)
    for (provider in providers) {
      try {
        manager.requestLocationUpdates(provider, 0L, 0f, search, Looper.getMainLooper())
      } catch (_: SecurityException) {
        // A coarse permission does not reach the satellites before Android 12; the other provider goes on.
      }
    }
    Handler(Looper.getMainLooper()).postDelayed({ search.end() }, seconds * 1000L)
  }

  private inner class Search(private val invoke: Invoke) : LocationListener {
    private var best: Location? = null
    private var ended = false

    override fun onLocationChanged(location: Location) {
      val before = best
      if (before == null || radius(location) < radius(before)) {
        best = location
      }
      if (radius(location) <= GOOD_METRES) {
        end()
      }
    }

    fun end() {
      if (ended) {
        return
      }
      ended = true
      manager.removeUpdates(this)
      val place = best
      if (place == null) {
        invoke.reject("no place was found in time", "location.none")
      } else {
        invoke.resolve(told(place))
      }
    }

    // Before Android 11 the system calls these, and has no bodies for them.
    @Deprecated("called by Android 8 and 9")
    override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) {}

    override fun onProviderEnabled(provider: String) {}

    override fun onProviderDisabled(provider: String) {}
  }

  private fun radius(location: Location): Float = if (location.hasAccuracy()) location.accuracy else Float.MAX_VALUE

  private fun told(location: Location): JSObject {
    val place = JSObject()
    place.put("latitude", location.latitude)
    place.put("longitude", location.longitude)
    if (location.hasAccuracy()) {
      place.put("accuracy", location.accuracy.toDouble())
    }
    place.put("provider", location.provider ?: "")
    @Suppress("DEPRECATION")
    val mock = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) location.isMock else location.isFromMockProvider
    place.put("mock", mock)
    place.put("age_ms", (SystemClock.elapsedRealtimeNanos() - location.elapsedRealtimeNanos) / 1_000_000)
    return place
  }

  private companion object {
    /** Good enough to stop: a village's houses are further apart. */
    const val GOOD_METRES = 30f
  }
}

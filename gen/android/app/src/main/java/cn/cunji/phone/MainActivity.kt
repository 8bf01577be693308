package cn.cunji.phone

import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import android.webkit.WebView
import androidx.activity.OnBackPressedCallback
import androidx.activity.enableEdgeToEdge
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat

/** The one activity: a web view with the app's own pages. */
class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    enableEdgeToEdge()
    leaveAtTheRoot()
    super.onCreate(savedInstanceState)
    keepOutOfRecents()
    keepClearOfBarsAndKeyboard()
  }

  override fun onWebViewCreate(webView: WebView) {
    // The pages come from the program and the place from LocationPlugin: a web view needs neither files nor geolocation.
    webView.settings.allowFileAccess = false
    webView.settings.allowContentAccess = true
    webView.settings.setGeolocationEnabled(false)
  }

  // Tauri goes back in the web view's history, and so in the app's router, and hands the button on where there is nothing before.
  // There the app steps aside as with the home button: it is not closed, so a page keeps what was typed in the last half second.
  // Added before Tauri's own callback, this one is asked after it.
  private fun leaveAtTheRoot() {
    onBackPressedDispatcher.addCallback(this, object : OnBackPressedCallback(true) {
      override fun handleOnBackPressed() {
        moveTaskToBack(true)
      }
    })
  }

  // The system keeps a picture of what was last shown for its list of recent apps, and shows it on a phone whose diary is locked. Before
  // Android 13 the only way to have none is to have no pictures of the window at all, the person's own among them.
  private fun keepOutOfRecents() {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
      setRecentsScreenshotEnabled(false)
    } else {
      window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
    }
  }

  // CSS env(safe-area-inset-*) knows the system's bars only in web views far newer than Chrome 80, so the whole view is kept clear of
  // bars, cut-outs and keyboard here, and env() is 0 in the pages. The window's paper colour stands behind the bars.
  private fun keepClearOfBarsAndKeyboard() {
    val content = findViewById<View>(android.R.id.content)
    ViewCompat.setOnApplyWindowInsetsListener(content) { view, insets ->
      val covered = insets.getInsets(
        WindowInsetsCompat.Type.systemBars() or
          WindowInsetsCompat.Type.displayCutout() or
          WindowInsetsCompat.Type.ime()
      )
      view.setPadding(covered.left, covered.top, covered.right, covered.bottom)
      WindowInsetsCompat.CONSUMED
    }
  }
}

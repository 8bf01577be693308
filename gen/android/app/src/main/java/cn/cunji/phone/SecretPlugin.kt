package cn.cunji.phone

import android.app.Activity
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import android.util.Base64
import app.tauri.annotation.Command
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.io.File
import java.security.KeyStore
import java.security.SecureRandom
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * 32 random bytes that a copy of the app's files does not give away: they lie in a file, sealed by a key that Android's key store made
 * and never hands out. With the PIN they open the database (crates/store).
 *
 * A sealed file that can't be opened is never replaced: what a PIN was wrapped with would be gone without a word. The recovery code opens
 * the database then, and the next PIN has eight digits, as where there is no key store.
 */
@TauriPlugin
class SecretPlugin(private val activity: Activity) : Plugin(activity) {
  private val file = AtomicFile(File(activity.noBackupFilesDir, "secret.sealed"))

  @Command
  fun secret(invoke: Invoke) {
    val sealed = file.baseFile.exists()
    try {
      val secret = if (sealed) open() else make()
      invoke.resolve(JSObject().put("secret", Base64.encodeToString(secret, Base64.NO_WRAP)))
    } catch (error: Exception) {
      if (sealed) {
        invoke.reject("Android's key store does not open the secret any more", "secret.lost", error)
      } else {
        invoke.reject("Android's key store makes no key", "secret.none", error)
      }
    }
  }

  private fun make(): ByteArray {
    val secret = ByteArray(LENGTH)
    SecureRandom().nextBytes(secret)
    val cipher = Cipher.getInstance(CIPHER)
    cipher.init(Cipher.ENCRYPT_MODE, newKey())
    val sealed = cipher.iv + cipher.doFinal(secret)
    // Written beside, synced and renamed.
    val out = file.startWrite()
    try {
      out.write(sealed)
      file.finishWrite(out)
    } catch (error: Exception) {
      file.failWrite(out)
      throw error
    }
    return secret
  }

  private fun open(): ByteArray {
    val sealed = file.readFully()
    val key = KeyStore.getInstance(STORE).apply { load(null) }.getKey(ALIAS, null) as SecretKey
    val cipher = Cipher.getInstance(CIPHER)
    cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 0, NONCE))
    val secret = cipher.doFinal(sealed, NONCE, sealed.size - NONCE)
    check(secret.size == LENGTH) { "the sealed secret has ${secret.size} bytes" }
    return secret
  }

  private fun newKey(): SecretKey {
    val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
    val made = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE)
    made.init(
      KeyGenParameterSpec.Builder(ALIAS, purposes)
        .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
        .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
        .setKeySize(256)
        .build()
    )
    return made.generateKey()
  }

  private companion object {
    const val STORE = "AndroidKeyStore"
    const val ALIAS = "cunji.secret"
    const val CIPHER = "AES/GCM/NoPadding"
    const val LENGTH = 32
    const val NONCE = 12
    const val TAG_BITS = 128
  }
}

package cn.cunji.phone

import android.app.AlarmManager
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/** A sentence for the status bar; its number replaces an earlier one's. */
class Reminder(val number: Int, val title: String, val text: String)

/** Shows reminders, now or later, by the platform alone. Later ones are inexact, and are gone after a restart until the app ran again. */
class Reminders(private val context: Context) {
  private val manager = context.getSystemService(Context.NOTIFICATION_SERVICE) as NotificationManager
  private val alarms = context.getSystemService(Context.ALARM_SERVICE) as AlarmManager

  fun show(reminder: Reminder) {
    val name = context.getString(R.string.reminders)
    manager.createNotificationChannel(NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_DEFAULT))
    val open = PendingIntent.getActivity(
      context,
      reminder.number,
      Intent(context, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_SINGLE_TOP),
      PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
    )
    val shown = Notification.Builder(context, CHANNEL)
      .setSmallIcon(R.drawable.ic_reminder)
      .setContentTitle(reminder.title)
      .setContentText(reminder.text)
      .setStyle(Notification.BigTextStyle().bigText(reminder.text))
      // What is written in a village is not for a locked screen.
      .setVisibility(Notification.VISIBILITY_PRIVATE)
      .setContentIntent(open)
      .setAutoCancel(true)
      .build()
    manager.notify(reminder.number, shown)
  }

  fun plan(reminder: Reminder, at: Long) {
    alarms.setAndAllowWhileIdle(AlarmManager.RTC_WAKEUP, at * 1000, pending(reminder))
  }

  fun withdraw(number: Int) {
    alarms.cancel(pending(Reminder(number, "", "")))
    manager.cancel(number)
  }

  private fun pending(reminder: Reminder): PendingIntent = PendingIntent.getBroadcast(
    context,
    reminder.number,
    Intent(context, ReminderReceiver::class.java)
      .putExtra("number", reminder.number)
      .putExtra("title", reminder.title)
      .putExtra("text", reminder.text),
    PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
  )

  private companion object {
    const val CHANNEL = "reminders"
  }
}

/** When a planned reminder's time has come. */
class ReminderReceiver : BroadcastReceiver() {
  override fun onReceive(context: Context, intent: Intent) {
    val title = intent.getStringExtra("title") ?: return
    val text = intent.getStringExtra("text") ?: return
    Reminders(context).show(Reminder(intent.getIntExtra("number", 0), title, text))
  }
}

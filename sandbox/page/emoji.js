// The emoji short names that cards are likely to use; any other name stays as it was written, between colons.

const EMOJI = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_left: "⬅️", arrow_right: "➡️", arrows_counterclockwise: "🔄", bell: "🔔",
  blue_book: "📘", bookmark: "🔖", bulb: "💡", busts_in_silhouette: "👥", calendar: "📅", card_index: "📇",
  chart_with_upwards_trend: "📈", clipboard: "📋", clock1: "🕐", clock3: "🕒", clock9: "🕘", closed_lock_with_key: "🔐",
  construction: "🚧", date: "📅", email: "📧", "e-mail": "📧", envelope: "✉️", envelope_with_arrow: "📩", exclamation: "❗",
  eyes: "👀", file_folder: "📁", fire: "🔥", fountain_pen: "🖋️", gear: "⚙️", green_circle: "🟢", grey_question: "❔",
  hammer_and_wrench: "🛠️", heavy_check_mark: "✔️", heart: "❤️", hourglass: "⌛", hourglass_flowing_sand: "⏳", house: "🏠",
  inbox_tray: "📥", incoming_envelope: "📨", information_source: "ℹ️", key: "🔑", label: "🏷️", large_blue_circle: "🔵",
  large_green_circle: "🟢", large_orange_circle: "🟠", large_red_circle: "🔴", large_yellow_circle: "🟡",
  leftwards_arrow_with_hook: "↩️", link: "🔗", lock: "🔒", mag: "🔍", mailbox: "📫", mailbox_with_mail: "📬", memo: "📝",
  money_with_wings: "💸", moneybag: "💰", mute: "🔇", newspaper: "📰", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", ok: "🆗",
  ok_hand: "👌", open_file_folder: "📂", outbox_tray: "📤", package: "📦", page_facing_up: "📄", paperclip: "📎",
  pencil: "📝", pencil2: "✏️", pray: "🙏", pushpin: "📌", question: "❓", receipt: "🧾", red_circle: "🔴", repeat: "🔁",
  robot_face: "🤖", rotating_light: "🚨", scissors: "✂️", see_no_evil: "🙈", shield: "🛡️", sleeping: "😴", slightly_smiling_face: "🙂", small_red_triangle: "🔺", smile: "😄", snooze: "😴",
  sparkles: "✨", speech_balloon: "💬", spiral_calendar_pad: "🗓️", star: "⭐", stopwatch: "⏱️", tada: "🎉", thinking_face: "🤔",
  thumbsdown: "👎", thumbsup: "👍", timer_clock: "⏲️", triangular_flag_on_post: "🚩", unlock: "🔓", warning: "⚠️", wastebasket: "🗑️",
  wave: "👋", white_check_mark: "✅", wrench: "🔧", x: "❌", zap: "⚡", zzz: "💤",
};

export function emoji(name) {
  return EMOJI[name.replace(/::skin-tone-\d/, "")] ?? null;
}

export function withEmoji(text) {
  return String(text ?? "").replace(/:([a-z0-9_+'-]+):/gi, (whole, name) => emoji(name) ?? whole);
}

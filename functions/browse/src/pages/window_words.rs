//! R4 and R4' in a sentence, as the reading in force has it, with the policy's own numbers.

use portal_core::policy::{Policy, WindowReading};
use portal_edge::Language;

/// From which day to which a dispute may be filed.
pub fn window_words(language: Language, policy: &Policy) -> String {
    let Policy { file_from_day: from, file_until_day: until, file_after_answer_days: after, .. } = policy;
    let whichever = match policy.window_reading {
        WindowReading::HfsPractice => None,
        WindowReading::EarlierOf => Some(("whichever comes first", "lo que ocurra primero")),
        WindowReading::LaterOf => Some(("whichever comes later", "lo que ocurra más tarde")),
    };
    match (language, whichever) {
        (Language::English, None) => {
            format!(
                "A dispute may come to the State from day {from} to day {until} after it was filed with the MCO."
            )
        }
        (Language::English, Some((whichever, _))) => format!(
            "A dispute may come to the State from day {from} after it was filed with the MCO. The last day is day {until} after that, or day {after} after the MCO's answer, {whichever}."
        ),
        (Language::Spanish, None) => {
            format!(
                "Una disputa puede llegar al Estado del día {from} al día {until} después de presentarse al MCO."
            )
        }
        (Language::Spanish, Some((_, whichever))) => format!(
            "Una disputa puede llegar al Estado desde el día {from} después de presentarse al MCO. El último día es el día {until} después de eso, o el día {after} después de la respuesta del MCO, {whichever}."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portal_core::policy::PolicyBook;

    #[test]
    fn each_reading_is_said_with_the_policys_own_numbers() {
        let mut policy = PolicyBook::published().unwrap().in_force_on("2026-11-24".parse().unwrap()).clone();
        (policy.file_from_day, policy.file_until_day, policy.file_after_answer_days) = (31, 62, 33);
        let said =
            |policy: &Policy| [Language::English, Language::Spanish].map(|one| window_words(one, policy));
        for words in said(&policy) {
            assert!(words.contains("31") && words.contains("62") && !words.contains("33"), "{words}");
        }
        let mut read = |reading| {
            policy.window_reading = reading;
            said(&policy)
        };
        let (earlier, later) = (read(WindowReading::EarlierOf), read(WindowReading::LaterOf));
        for words in earlier.iter().chain(&later) {
            assert!(words.contains("31") && words.contains("62") && words.contains("33"), "{words}");
        }
        assert!(earlier[0].contains("first") && earlier[1].contains("primero"));
        assert!(later[0].contains("later") && later[1].contains("más tarde"));
    }
}

//! What an entry of the timeline tells of, and whose doing it was, as people say it.

use super::language::Language;

/// A part, by its code.
pub fn part(language: Language, code: &str) -> &'static str {
    match code {
        "provider" => language.say("Provider", "Proveedor"),
        "mco" => "MCO",
        "hfs" => "HFS",
        "both" => language.say("Both parties", "Ambas partes"),
        _ => language.say("Portal", "Portal"),
    }
}

/// What an entry of the timeline tells of.
pub fn event(language: Language, what: &str) -> String {
    let (english, spanish) = match what {
        "filed" => ("Filed", "Presentada"),
        "presented" => ("Presented to the MCO", "Remitida al MCO"),
        "proposed" => ("The MCO made a proposal", "El MCO hizo una propuesta"),
        "extension_asked" => ("More time was asked for", "Se pidió más tiempo"),
        "extension_granted" => ("More time was granted", "Se concedió más tiempo"),
        "extension_refused" => ("More time was refused", "Se denegó más tiempo"),
        "accepted" => ("The proposal was accepted", "Se aceptó la propuesta"),
        "review_asked" => ("HFS was asked to review", "Se pidió a HFS que revise"),
        "evidence_given" => ("Evidence was put in", "Se aportaron pruebas"),
        "evidence_closed" => ("The time for evidence ended", "Terminó el plazo de pruebas"),
        "decided" => ("HFS decided", "HFS decidió"),
        "withdrawn" => ("Withdrawn", "Retirada"),
        "closed" => ("Closed", "Cerrada"),
        "reminded" => ("A reminder was sent", "Se envió un recordatorio"),
        "fell_overdue" => ("The last day passed", "Pasó el último día"),
        "escalated" => ("Told to HFS's lead", "Se avisó al responsable de HFS"),
        "urgent_look_overdue" => ("HFS's look at it is overdue", "La revisión urgente de HFS está vencida"),
        "urgent_looked" => ("HFS has looked at it", "HFS la revisó"),
        other => return other.replace('_', " "),
    };
    language.say(english, spanish).to_owned()
}

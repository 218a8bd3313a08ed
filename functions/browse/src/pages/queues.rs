//! The queues that are somebody's: what each is called on their first page, and what there is to do about it.

use crate::desks::DeskName;
use portal_edge::{CallerKind, Language};

/// A queue, in words.
pub struct Queue {
    /// By which name it is asked for.
    pub desk: DeskName,
    /// What it is called.
    pub name: &'static str,
    /// What there is to do, where its name does not say it.
    pub what_to_do: &'static str,
}

/// Those of a part, the most pressing first.
pub fn queues(language: Language, kind: &CallerKind) -> Vec<Queue> {
    let say = |english, spanish| language.say(english, spanish);
    let queue = |desk, name, what_to_do| Queue { desk, name, what_to_do };
    let evidence = || {
        queue(
            DeskName::Evidence,
            say("In review: you may put in evidence", "En revisión: usted puede aportar pruebas"),
            say(
                "Put in what you have by the day shown, and say when you are done. After that day HFS decides on what it has.",
                "Aporte lo que tenga a más tardar el día indicado y diga cuándo ha terminado. Después de ese día HFS decide con lo que tiene.",
            ),
        )
    };
    match kind {
        CallerKind::Provider => vec![
            queue(
                DeskName::Provider,
                say("Proposals that wait for your answer", "Propuestas que esperan su respuesta"),
                say(
                    "Accept, or ask HFS to review, by the day shown. Unanswered, the proposal stands.",
                    "Acepte o pida que HFS revise, a más tardar el día indicado. Sin respuesta, la propuesta queda firme.",
                ),
            ),
            evidence(),
            queue(
                DeskName::Late,
                say("The MCO is late: you may ask for review", "El MCO se retrasó: puede pedir revisión"),
                say(
                    "The MCO's last day to answer has passed. You may ask HFS to review at once, or wait for the MCO.",
                    "El último día del MCO para responder ya pasó. Puede pedir que HFS revise de inmediato o esperar al MCO.",
                ),
            ),
        ],
        CallerKind::Mco(_) => vec![
            queue(
                DeskName::Mco,
                say("Disputes that wait for your answer", "Disputas que esperan su respuesta"),
                "",
            ),
            evidence(),
        ],
        CallerKind::Hfs { lead } => {
            let mut queues = vec![
                queue(DeskName::Urgent, say("To be looked at: urgent", "Por revisar: urgentes"), ""),
                queue(DeskName::Intake, say("To be presented", "Por remitir"), ""),
                queue(DeskName::Extensions, say("Extensions asked for", "Prórrogas solicitadas"), ""),
                queue(DeskName::Review, say("In review", "En revisión"), ""),
            ];
            if *lead {
                queues.push(queue(DeskName::Overdue, say("Overdue", "Vencidas"), ""));
            }
            queues
        }
    }
}

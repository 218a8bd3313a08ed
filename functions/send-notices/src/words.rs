//! Dates and reasons as a letter writes them, in English and Spanish.

use chrono::{Datelike, NaiveDate};
use portal_core::language::Language;
use portal_core::outcome::ClosureReason;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MESES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// `January 4, 2027`, `4 de enero de 2027`.
pub fn long_date(day: NaiveDate, language: Language) -> String {
    let month = |names: [&'static str; 12]| {
        usize::try_from(day.month0()).ok().and_then(|month| names.get(month).copied()).unwrap_or_default()
    };
    match language {
        Language::English => format!("{} {}, {}", month(MONTHS), day.day(), day.year()),
        Language::Spanish => format!("{} de {} de {}", day.day(), month(MESES), day.year()),
    }
}

/// Why a ticket was closed.
pub fn reason(reason: ClosureReason, language: Language) -> &'static str {
    match language {
        Language::English => reason.label(),
        Language::Spanish => match reason {
            ClosureReason::Incomplete => "Incompleta al presentarse",
            ClosureReason::TooEarly => "Presentada demasiado pronto",
            ClosureReason::TooLate => "Presentada demasiado tarde",
            ClosureReason::NoMcoTrackingNumber => "Sin número de seguimiento del MCO",
            ClosureReason::NotRegistered => "Proveedor no registrado",
            ClosureReason::FeeForService => "Asunto de pago por servicio de Medicaid",
            ClosureReason::MedicareOnly => "Asunto solo de Medicare",
            ClosureReason::Duplicate => "Duplicado de una disputa abierta",
            ClosureReason::WrongMco => "El reclamo no es de este MCO",
            ClosureReason::DissimilarClaims => "Reclamos sin una cuestión común",
            ClosureReason::Lapsed => "Propuesta no respondida a tiempo",
            ClosureReason::Other => "Otro",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_out_in_the_readers_language() {
        let day: NaiveDate = "2027-01-04".parse().unwrap();
        assert_eq!(long_date(day, Language::English), "January 4, 2027");
        assert_eq!(long_date(day, Language::Spanish), "4 de enero de 2027");
        let last: NaiveDate = "2026-12-31".parse().unwrap();
        assert_eq!(long_date(last, Language::English), "December 31, 2026");
        assert_eq!(long_date(last, Language::Spanish), "31 de diciembre de 2026");
    }
}

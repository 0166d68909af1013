//! Dates as people say them, with how exactly they are known.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::model::{PartialDate, Precision};

const MONTHS: [[&str; 4]; 12] = [
    ["january", "jan", "enero", "ene"],
    ["february", "feb", "febrero", "feb"],
    ["march", "mar", "marzo", "mar"],
    ["april", "apr", "abril", "abr"],
    ["may", "may", "mayo", "may"],
    ["june", "jun", "junio", "jun"],
    ["july", "jul", "julio", "jul"],
    ["august", "aug", "agosto", "ago"],
    ["september", "sep", "septiembre", "sep"],
    ["october", "oct", "octubre", "oct"],
    ["november", "nov", "noviembre", "nov"],
    ["december", "dec", "diciembre", "dic"],
];

/// `2026-11-14`, `14 nov 2026`, `14 nov`, `nov 2026`, `2026-11`, `2025`, `today`, `yesterday`,
/// `3 weeks ago`, `hace 3 semanas`. A date without a year is the latest one that is not after
/// today. A distance in weeks is known to the week, in months to the month, in years to the year.
pub fn read(text: &str, today: NaiveDate) -> Option<PartialDate> {
    let text = text.trim().to_lowercase();
    if let Ok(day) = text.parse() {
        return Some(PartialDate::new(day, Precision::Day));
    }
    let cleaned = text.replace([',', '.'], " ");
    let words: Vec<&str> = cleaned
        .split_whitespace()
        .filter(|word| !matches!(*word, "de" | "of" | "del" | "about" | "unos" | "unas"))
        .collect();
    match words.as_slice() {
        ["today" | "hoy"] => Some(PartialDate::new(today, Precision::Day)),
        ["yesterday" | "ayer"] => {
            let day = today.checked_sub_days(Days::new(1))?;
            Some(PartialDate::new(day, Precision::Day))
        }
        [count, unit, "ago"] | ["hace", count, unit] => ago(count, unit, today),
        [one] => year_or_month(one),
        [first, second] => two(first, second, today),
        [day, month, year] => {
            let (day, month) = match (day.parse(), month_of(month)) {
                (Ok(day), Some(month)) => (day, month),
                _ => (month.parse().ok()?, month_of(day)?),
            };
            dated(year.parse().ok()?, month, day)
        }
        _ => None,
    }
}

fn ago(count: &str, unit: &str, today: NaiveDate) -> Option<PartialDate> {
    let count: u32 = match count {
        "a" | "an" | "one" | "un" | "una" => 1,
        digits => digits.parse().ok()?,
    };
    let days = |days: u32| today.checked_sub_days(Days::new(u64::from(days)));
    let months = |months: u32| today.checked_sub_months(Months::new(months));
    let (date, precision) = match unit {
        "day" | "days" | "día" | "días" | "dia" | "dias" => (days(count)?, Precision::Day),
        "week" | "weeks" | "semana" | "semanas" => (days(count.checked_mul(7)?)?, Precision::Week),
        "month" | "months" | "mes" | "meses" => (months(count)?, Precision::Month),
        "year" | "years" | "año" | "años" => (months(count.checked_mul(12)?)?, Precision::Year),
        _ => return None,
    };
    Some(PartialDate::new(date, precision))
}

/// `2025` or `2025-03`.
fn year_or_month(text: &str) -> Option<PartialDate> {
    let whole_year =
        |text: &str| -> Option<i32> { (text.len() == 4).then(|| text.parse().ok()).flatten() };
    match text.split_once('-') {
        None => Some(PartialDate::new(
            NaiveDate::from_ymd_opt(whole_year(text)?, 1, 1)?,
            Precision::Year,
        )),
        Some((year, month)) => Some(PartialDate::new(
            NaiveDate::from_ymd_opt(whole_year(year)?, month.parse().ok()?, 1)?,
            Precision::Month,
        )),
    }
}

/// `nov 2026`, `14 nov`, `nov 14`.
fn two(first: &str, second: &str, today: NaiveDate) -> Option<PartialDate> {
    if let Some(month) = month_of(first)
        && second.len() == 4
    {
        let day = NaiveDate::from_ymd_opt(second.parse().ok()?, month, 1)?;
        return Some(PartialDate::new(day, Precision::Month));
    }
    let (day, month) = match (first.parse(), month_of(second)) {
        (Ok(day), Some(month)) => (day, month),
        _ => (second.parse().ok()?, month_of(first)?),
    };
    let this_year = dated(today.year(), month, day)?;
    if this_year.date() <= today {
        return Some(this_year);
    }
    dated(today.year() - 1, month, day)
}

fn dated(year: i32, month: u32, day: u32) -> Option<PartialDate> {
    let day = NaiveDate::from_ymd_opt(year, month, day)?;
    Some(PartialDate::new(day, Precision::Day))
}

fn month_of(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_people_say_it_with_how_exactly_they_know_it() {
        use Precision::{Day, Month, Week, Year};
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap_or_default();
        for (text, expected) in [
            ("2026-11-14", Some(("2026-11-14", Day))),
            ("today", Some(("2026-11-29", Day))),
            ("ayer", Some(("2026-11-28", Day))),
            ("3 weeks ago", Some(("2026-11-08", Week))),
            ("a week ago", Some(("2026-11-22", Week))),
            ("hace 2 meses", Some(("2026-09-29", Month))),
            ("2 years ago", Some(("2024-11-29", Year))),
            ("5 days ago", Some(("2026-11-24", Day))),
            ("14 nov", Some(("2026-11-14", Day))),
            ("Nov 14, 2025", Some(("2025-11-14", Day))),
            ("14 de noviembre de 2025", Some(("2025-11-14", Day))),
            ("30 nov", Some(("2025-11-30", Day))),
            ("March 2026", Some(("2026-03-01", Month))),
            ("2026-03", Some(("2026-03-01", Month))),
            ("2025", Some(("2025-01-01", Year))),
            ("31 february", None),
            ("last summer", None),
            ("a while ago", None),
            ("14", None),
            ("", None),
        ] {
            let read = read(text, today).map(|date| (date.date().to_string(), date.precision()));
            let expected = expected.map(|(day, precision)| (day.to_owned(), precision));
            assert_eq!(read, expected, "{text}");
        }
    }
}

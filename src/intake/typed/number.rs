//! Numbers with the units people say.

use crate::model::Number;

/// A number that was typed, in the unit of its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// The number.
    pub number: Number,
    /// Whether it was typed in another unit.
    pub converted: bool,
}

/// A unit as it is typed, and what one of it is in the unit of the question: `number * up / down`.
struct Unit {
    /// UCUM unit of the question.
    of: &'static str,
    words: &'static [&'static str],
    up: i64,
    down: i64,
}

/// Factors are exact by definition: the international pound (0.453 592 37 kg), the inch (2.54 cm).
/// A month has no fixed number of days, so it is no unit of a number of days.
const UNITS: [Unit; 16] = [
    same("kg", &["kg", "kilo", "kilos", "kilograms"]),
    unit(
        "kg",
        &["lb", "lbs", "pound", "pounds", "libras"],
        45_359_237,
        100_000_000,
    ),
    same("cm", &["cm", "centimeters"]),
    unit("cm", &["m", "meters", "metros"], 100, 1),
    unit("cm", &["in", "inches", "\"", "pulgadas"], 254, 100),
    unit("cm", &["ft", "feet", "'", "pies"], 3_048, 100),
    same("d", &["d", "day", "days", "día", "días", "dia", "dias"]),
    unit(
        "d",
        &["w", "wk", "week", "weeks", "semana", "semanas"],
        7,
        1,
    ),
    same("wk", &["w", "wk", "week", "weeks", "semana", "semanas"]),
    same("min", &["min", "minutes", "minutos"]),
    unit("min", &["h", "hour", "hours", "hora", "horas"], 60, 1),
    same("h", &["h", "hour", "hours", "hora", "horas"]),
    unit("h", &["d", "day", "days", "día", "días"], 24, 1),
    same("a", &["y", "year", "years", "año", "años"]),
    same("%", &["%", "percent"]),
    same("Cel", &["c", "°c"]),
];

const fn same(of: &'static str, words: &'static [&'static str]) -> Unit {
    unit(of, words, 1, 1)
}

const fn unit(of: &'static str, words: &'static [&'static str], up: i64, down: i64) -> Unit {
    Unit {
        of,
        words,
        up,
        down,
    }
}

/// A number with or without a unit; a feet-and-inches height; a temperature in °F. Rounded to the
/// step of the question where it was converted, and kept as typed where not.
pub fn read(text: &str, of: &str, step: Number) -> Option<Measure> {
    let text = text.trim().to_lowercase();
    if of == "cm"
        && let Some(number) = feet_and_inches(&text)
    {
        return Some(rounded(number, step));
    }
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .unwrap_or(text.len());
    let (digits, word) = text.split_at(end);
    let number = Number::parse(&digits.replace(',', "."))?;
    let word = word.trim();
    if word.is_empty() {
        return Some(Measure {
            number,
            converted: false,
        });
    }
    if of == "Cel" && matches!(word, "f" | "°f") {
        let thousandths = (number.thousandths() - 32_000).checked_mul(5)?;
        return Some(rounded(divided(thousandths, 9), step));
    }
    let unit = UNITS
        .iter()
        .find(|unit| unit.of == of && unit.words.contains(&word))?;
    if (unit.up, unit.down) == (1, 1) {
        return Some(Measure {
            number,
            converted: false,
        });
    }
    let thousandths = number.thousandths().checked_mul(unit.up)?;
    Some(rounded(divided(thousandths, unit.down), step))
}

/// `5'11"`, `5 ft 11 in`.
fn feet_and_inches(text: &str) -> Option<Number> {
    let (feet, rest) = text.split_once('\'').or_else(|| text.split_once("ft"))?;
    let inches = rest
        .trim()
        .trim_end_matches(['"'])
        .trim_end_matches("in")
        .trim();
    if inches.is_empty() {
        return None;
    }
    let (feet, inches) = (Number::parse(feet.trim())?, Number::parse(inches)?);
    let inches = feet
        .as_whole()?
        .checked_mul(12_000)?
        .checked_add(inches.thousandths())?;
    Some(divided(inches.checked_mul(254)?, 100))
}

/// Thousandths divided, to the nearest, halves away from zero.
fn divided(thousandths: i64, by: i64) -> Number {
    let half = if thousandths < 0 { -by / 2 } else { by / 2 };
    Number::from_thousandths((thousandths + half) / by)
}

fn rounded(number: Number, step: Number) -> Measure {
    let step = step.thousandths().max(1);
    let steps = divided(number.thousandths(), step).thousandths();
    Measure {
        number: Number::from_thousandths(steps * step),
        converted: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_the_units_people_say_and_in_no_other() {
        let tenth = Number::from_thousandths(100);
        let one = Number::whole(1);
        for (text, of, step, expected) in [
            ("82", "kg", tenth, Some("82")),
            ("82,5 kg", "kg", tenth, Some("82.5")),
            ("180 lb", "kg", tenth, Some("81.6")),
            ("5'11\"", "cm", tenth, Some("180.3")),
            ("5 ft 11 in", "cm", tenth, Some("180.3")),
            ("1.8 m", "cm", tenth, Some("180")),
            ("71 in", "cm", tenth, Some("180.3")),
            ("100.4 F", "Cel", tenth, Some("38")),
            ("38.5 °C", "Cel", tenth, Some("38.5")),
            ("3 weeks", "d", one, Some("21")),
            ("2 semanas", "d", one, Some("14")),
            ("2 months", "d", one, None),
            ("180 lb", "cm", tenth, None),
            ("about 5", "d", one, None),
            ("", "kg", tenth, None),
            ("7", "{score}", one, Some("7")),
        ] {
            let read = read(text, of, step).map(|measure| measure.number.to_string());
            assert_eq!(read.as_deref(), expected, "{text} as {of}");
        }
    }
}

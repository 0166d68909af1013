//! Where it hurts, how bad, and since when.

use super::super::{
    summary::{Pain, Place, Region, Side},
    wording::fill,
};
use super::say::{Say, says_nothing};

pub(super) fn place(say: &Say<'_>) -> Place {
    let mut place = Place::default();
    let mut said = Vec::new();
    if let Some(words) = say.set("pain_regions").filter(|words| !words.is_empty()) {
        let side = side(say, "paraspinal_side").unwrap_or_default();
        place.regions.extend(
            words
                .iter()
                .filter_map(|word| Some((region(word)?, one_side(&side)))),
        );
        let names: Vec<String> = words
            .iter()
            .map(|word| say.option("pain_regions", word))
            .collect();
        said.push(with_side(say, names.join(", "), "paraspinal_side"));
    }
    if let Some((limb, regions)) = limb(say) {
        said.push(with_side(say, limb, "limb_pain_side"));
        // Without a recorded side nothing is drawn: a hatched limb would claim one.
        if let Some(side) = side(say, "limb_pain_side") {
            let drawn = regions.into_iter().map(|region| (region, one_side(&side)));
            place.regions.extend(drawn);
        }
    }
    place.words = if said.is_empty() {
        say.words.place.none.clone()
    } else {
        said.join("; ")
    };
    place
}

fn region(word: &str) -> Option<Region> {
    Some(match word {
        "cervical" => Region::Cervical,
        "thoracic" => Region::Thoracic,
        "lumbar" => Region::Lumbar,
        "sacral_buttock" => Region::Buttock,
        "flank" => Region::Flank,
        "widespread" => Region::Widespread,
        _ => return None,
    })
}

/// The sides that hurt; `None` where no side was recorded.
fn side(say: &Say<'_>, name: &str) -> Option<Vec<Side>> {
    match say.choice(name)? {
        "left" => Some(vec![Side::Left]),
        "right" => Some(vec![Side::Right]),
        "bilateral" | "alternating" | "midline" => Some(vec![Side::Left, Side::Right]),
        _ => None,
    }
}

fn one_side(sides: &[Side]) -> Option<Side> {
    match sides {
        [side] => Some(*side),
        _ => None,
    }
}

fn with_side(say: &Say<'_>, what: String, name: &str) -> String {
    match say.choice(name).filter(|word| *word != "none") {
        Some(word) => {
            let side = fill(
                &say.words.problem.side,
                &[("side", &say.option(name, word))],
            );
            what + &side
        }
        None => what,
    }
}

/// The limb that hurts, as far as an answer says so.
fn limb(say: &Say<'_>) -> Option<(String, Vec<Region>)> {
    let dominant = say.choice("dominant_pain");
    let (below_knee, below_elbow) = (
        say.yes("radiates_below_knee"),
        say.yes("radiates_below_elbow"),
    );
    let words = &say.words.place;
    if dominant == Some("leg") || below_knee || say.yes("bilateral_leg_pain") {
        let mut regions = vec![Region::Thigh];
        if below_knee {
            regions.push(Region::LowerLeg);
        }
        let name = if below_knee {
            &words.leg_below_knee
        } else {
            &words.leg
        };
        return Some((name.clone(), regions));
    }
    if dominant == Some("arm") || below_elbow {
        let mut regions = vec![Region::UpperArm];
        if below_elbow {
            regions.push(Region::Forearm);
        }
        let name = if below_elbow {
            &words.arm_below_elbow
        } else {
            &words.arm
        };
        return Some((name.clone(), regions));
    }
    None
}

pub(super) fn pain(say: &Say<'_>) -> Pain {
    let words = &say.words.pain;
    let score = |name: &str| say.whole(name).and_then(|score| u8::try_from(score).ok());
    let (now, average, worst) = (
        score("pain_nrs_now"),
        score("pain_nrs_avg_7d"),
        score("pain_nrs_worst_7d"),
    );
    let mut recorded = Vec::new();
    let mut missing = Vec::new();
    for (name, score) in [
        (&words.score_now, now),
        (&words.score_average, average),
        (&words.score_worst, worst),
    ] {
        match score {
            Some(score) => recorded.push(scored(say, name, score)),
            None => missing.push(name.clone()),
        }
    }
    recorded.extend(score("limb_pain_nrs").map(|limb| scored(say, &words.score_limb, limb)));
    let missing =
        (!missing.is_empty()).then(|| fill(&words.missing, &[("names", &missing.join(", "))]));
    Pain {
        now,
        average,
        worst,
        words: [(!recorded.is_empty()).then(|| recorded.join(", ")), missing]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; "),
        timeline: timeline(say),
    }
}

fn scored(say: &Say<'_>, name: &str, score: u8) -> String {
    fill(
        &say.words.pain.recorded,
        &[("name", name), ("score", &score.to_string())],
    )
}

/// At most four lines: what began when, how it began and how it feels.
fn timeline(say: &Say<'_>) -> Vec<String> {
    let words = &say.words.pain;
    let dated = |sentence: &str, name: &str| {
        say.date_of(name).map(|date| {
            let values = [("date", say.partial(date)), ("duration", say.ago(date))];
            let values = values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            fill(sentence, &values)
        })
    };
    let counted = |sentence: &str, name: &str| {
        say.whole(name)
            .map(|count| fill(sentence, &[("count", &count.to_string())]))
    };
    let pattern = say
        .set("pain_pattern")
        .filter(|chosen| !chosen.is_empty())
        .map(|chosen| {
            let names: Vec<String> = chosen
                .iter()
                .map(|word| say.option("pain_pattern", word))
                .collect();
            fill(&words.pattern, &[("pattern", &names.join(", "))])
        });
    let mode = say
        .choice("pain_onset_mode")
        .filter(|word| !says_nothing(word))
        .map(|word| {
            fill(
                &words.mode,
                &[("mode", &say.option("pain_onset_mode", word))],
            )
        });
    [
        dated(&words.earlier, "earlier_episode_onset_date"),
        dated(&words.onset, "onset_date"),
        dated(&words.care_since, "conservative_start_date"),
        mode,
        pattern,
        counted(&words.episodes, "episodes_12m"),
        counted(&words.pain_free, "pain_free_days_before_current"),
    ]
    .into_iter()
    .flatten()
    .take(4)
    .collect()
}

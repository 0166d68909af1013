//! How long each pure step takes, beside a CEL interpreter running the same conditions.
//!
//! `cargo bench --bench engine`. Machines differ; read the ratios within one run.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::sync::Arc;

use cel::{Context, Program, Value};
use chrono::{Datelike, NaiveDate};
use criterion::{Criterion, criterion_group, criterion_main};
use spinepath::app::{Library, preview};
use spinepath::decision::{decide, what_if};
use spinepath::facts::{FactId, FactSet, FactValue, derive};
use spinepath::intake::document::RawForm;
use spinepath::intake::form::FieldKind;
use spinepath::intake::record::IntakeRecord;
use spinepath::intake::validate::validate;
use spinepath::model::date::completed_years;
use spinepath::model::{Answer, Profile};
use spinepath::report::{CaseView, Paper, render};
use spinepath::rules::{CheckedRelease, evaluate};

const FORM: &[u8] =
    include_bytes!("../schemas/intake/spine/1.1.0/examples/valid/cauda_equina_classic.json");

fn day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

/// Every answered fact and every value, as the interpreter wants them. Open facts take the value
/// that costs it least: `false`, 0 or an empty text.
fn context(release: &CheckedRelease, facts: &FactSet) -> Context<'static, 'static> {
    let as_of = facts.as_of();
    let mut context = Context::default();
    for (at, fact) in release.catalogue().facts().iter().enumerate() {
        let value = match (facts.get(FactId::at(at).unwrap()), &fact.kind) {
            (Answer::Known(FactValue::Bool(yes)), _) => Value::Bool(*yes),
            (Answer::Known(FactValue::Number(n)), _) => {
                Value::Float(n.thousandths() as f64 / 1000.0)
            }
            (Answer::Known(FactValue::Date(days)), _) => Value::Int(day(days.earliest)),
            (Answer::Known(FactValue::Choice(at)), FieldKind::Choice(words)) => {
                Value::String(Arc::new(words[usize::from(*at)].clone()))
            }
            (_, FieldKind::Bool) => Value::Bool(false),
            (_, FieldKind::Number { .. }) => Value::Float(0.0),
            (_, FieldKind::Date) => Value::Int(day(as_of)),
            (_, FieldKind::Set(_)) => Value::List(Arc::new(Vec::new())),
            (_, FieldKind::Choice(_) | FieldKind::Record) => Value::String(Arc::new(String::new())),
        };
        context.add_variable_from_value(fact.name.clone(), value);
    }
    for (name, number) in release.values_in_force(Profile::Cautious, as_of) {
        context.add_variable_from_value(
            name.to_owned(),
            Value::Float(number.thousandths() as f64 / 1000.0),
        );
    }
    let date = |day: i64| NaiveDate::from_num_days_from_ce_opt(day as i32).unwrap();
    context
        .add_function("days_since", move |from: i64| (day(as_of) - from) as f64)
        .unwrap();
    context
        .add_function("days_between", |from: i64, to: i64| (to - from) as f64)
        .unwrap();
    context
        .add_function("years_since", move |from: i64| {
            completed_years(date(from), as_of) as f64
        })
        .unwrap();
    context
        .add_function("at_least", |least: f64, list: Arc<Vec<Value>>| {
            list.iter()
                .filter(|member| **member == Value::Bool(true))
                .count() as f64
                >= least
        })
        .unwrap();
    context
}

fn engine(criterion: &mut Criterion) {
    let library = Library::embedded().unwrap();
    let today = "2026-11-23".parse().unwrap();
    let release = library.current_release(today).unwrap();
    let form = library
        .form(release.catalogue().form(), release.catalogue().version())
        .unwrap();
    let record =
        IntakeRecord::read(form, validate(form, RawForm::read(FORM).unwrap()).unwrap()).unwrap();
    let facts = derive(release.catalogue(), &record, None);

    criterion.bench_function("read strictly", |b| {
        b.iter(|| RawForm::read(black_box(FORM)).unwrap())
    });
    criterion.bench_function("read and validate", |b| {
        b.iter(|| validate(form, RawForm::read(black_box(FORM)).unwrap()).unwrap())
    });
    criterion.bench_function("derive the facts", |b| {
        b.iter(|| derive(release.catalogue(), black_box(&record), None))
    });
    criterion.bench_function("evaluate every rule", |b| {
        b.iter(|| {
            evaluate(&release, Profile::Cautious, black_box(&facts))
                .outcomes()
                .map(|rule| rule.outcome as usize)
                .sum::<usize>()
        })
    });
    criterion.bench_function("decide with trace and digest", |b| {
        b.iter(|| decide(black_box(&facts), &release, Profile::Cautious))
    });
    criterion.bench_function("what would change it", |b| {
        b.iter(|| what_if(black_box(&facts), &release, Profile::Cautious))
    });
    for example in [
        "flag_free_adult",
        "foot_drop_acute",
        "nothing_answered",
        "clinician_complete_exam",
        "pregnant_third_trimester",
    ] {
        let path = format!(
            "{}/schemas/intake/spine/1.1.0/examples/valid/{example}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let bytes = std::fs::read(path).unwrap();
        let raw = RawForm::read(&bytes).unwrap();
        let record = IntakeRecord::read(form, validate(form, raw).unwrap()).unwrap();
        let facts = derive(release.catalogue(), &record, None);
        criterion.bench_function(&format!("what would change it: {example}"), |b| {
            b.iter(|| what_if(black_box(&facts), &release, Profile::Cautious))
        });
    }
    criterion.bench_function("bytes to decision", |b| {
        b.iter(|| {
            preview(
                &library,
                &release,
                Profile::Cautious,
                today,
                black_box(FORM),
            )
            .unwrap()
        })
    });

    let decision = decide(&facts, &release, Profile::Cautious);
    let counterfactuals = what_if(&facts, &release, Profile::Cautious);
    let view = CaseView {
        record: &record,
        form,
        decision: &decision,
        what_if: Some(&counterfactuals),
        citations: release.evidence(),
        case_id: None,
        made_at: None,
        signed: None,
    };
    criterion.bench_function("draw the summary", |b| {
        b.iter(|| render(black_box(&view), Paper::A4).unwrap())
    });

    let programs: Vec<(String, Program)> = release
        .conditions()
        .map(|(name, text)| (name.to_owned(), Program::compile(text).unwrap()))
        .collect();
    criterion.bench_function("peer: cel interpreter, same conditions, no trace", |b| {
        let mut ready = context(&release, &facts);
        for (name, program) in &programs[..release.definition_count()] {
            let value = program.execute(&ready).unwrap();
            ready.add_variable_from_value(name.clone(), value);
        }
        b.iter(|| {
            programs
                .iter()
                .filter(|(_, program)| program.execute(&ready) == Ok(Value::Bool(true)))
                .count()
        });
    });
}

criterion_group!(benches, engine);
criterion_main!(benches);

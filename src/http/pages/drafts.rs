//! The pages of an intake.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;

use super::{all, fields, first, frame, html, html_as, query, see};
use crate::app::{self, Actor, App, AppError, Draft, Look, SavedDraft, Typed};
use crate::clock;
use crate::http::access::{By, FillForms};
use crate::http::extract::path_id;
use crate::http::problem::Problem;
use crate::http::wire::{handout_link, summary_link};
use crate::intake::form::Form;
use crate::intake::record::Patient;
use crate::intake::typed::{self, Entries};
use crate::model::{Answer, DraftId, Phi, Precision};
use crate::report::handout;
use crate::web::band::Band;
use crate::web::frame::Message;
use crate::web::intake::{
    Answered, Banner, Check, Entered, Fault, Intake, Layout, Place, SavedPart, Sent, Start,
    fault_text, next_step,
};
use crate::web::panel::Panel;
use crate::web::question::{answer_words, is_unusual};
use crate::web::worklist::case_address;
use crate::web::{Frame, Words};

/// Address of a draft.
pub fn address(id: DraftId) -> String {
    format!("/drafts/{id}")
}

/// Address at which somebody goes on with a draft.
pub fn going_on(id: DraftId) -> String {
    format!("{}/resume", address(id))
}

/// When a draft was saved, and by whom, in words.
pub fn saved_words(words: Words, draft: &Draft) -> String {
    let at = draft.saved_at.format("%H:%M").to_string();
    words.with("saved-at", &[("at", &at), ("by", &draft.saved_by)])
}

/// `GET /intakes/new`
pub async fn new(_: By<FillForms>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    html(&Start {
        frame: frame(&request),
        entered: Entered {
            assessment_date: clock::today().to_string(),
            ..Entered::default()
        },
        faults: Vec::new(),
    })
}

/// `POST /intakes/new`: opens a form for a patient.
pub async fn open(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let fields = fields(&request, payload).await?;
    let text = |name: &str| first(&fields, name).trim().to_owned();
    let entered = Entered {
        identifier: text("identifier"),
        family: text("family"),
        given: text("given"),
        birth_date: text("birth_date"),
        sex_at_birth: text("sex_at_birth"),
        assessment_date: text("assessment_date"),
    };
    let frame = frame(&request);
    let words = frame.words;
    let mut faults = Vec::new();
    let mut fault = |name: &str, key: &str| faults.push(start_fault(words, name, words.say(key)));
    let mut day = |name: &str, text: &str| -> NaiveDate {
        match whole_day(text) {
            Some(day) => day,
            None => {
                fault(name, "fault-format");
                NaiveDate::default()
            }
        }
    };
    let birth_date = day("birth_date", &entered.birth_date);
    let assessment_date = day("assessment_date", &entered.assessment_date);
    if entered.sex_at_birth.is_empty() {
        faults.push(start_fault(words, "sex_at_birth", words.say("fault-enum")));
    }
    let empty = [
        ("identifier", &entered.identifier),
        ("family", &entered.family),
        ("given", &entered.given),
    ];
    for (name, text) in empty {
        if text.is_empty() {
            faults.push(start_fault(words, name, words.say("fault-required")));
        }
    }
    if faults.is_empty() {
        let sex_at_birth = match entered.sex_at_birth.as_str() {
            typed::UNKNOWN => Answer::Unknown,
            word => Answer::Known(word.to_owned()),
        };
        let patient = Patient {
            identifier: Phi::new(entered.identifier.clone()),
            family: Phi::new(entered.family.clone()),
            given: Phi::new(entered.given.clone()),
            birth_date: Phi::new(birth_date),
            sex_at_birth,
        };
        match app::open_draft(&app, &by.actor, patient, assessment_date).await {
            Ok(id) => return Ok(see(&address(id))),
            Err(AppError::Rejected(violations)) => {
                for violation in violations {
                    let name = violation.pointer.rsplit('/').next().unwrap_or_default();
                    faults.push(start_fault(words, name, fault_text(words, &violation)));
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    let order = [
        "identifier",
        "family",
        "given",
        "birth_date",
        "sex_at_birth",
    ];
    faults.sort_by_key(|fault| {
        let name = fault.link.trim_start_matches('#');
        order
            .iter()
            .position(|known| *known == name)
            .unwrap_or(order.len())
    });
    let page = Start {
        frame,
        entered,
        faults,
    };
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The day that was typed; none where it is not one, or is known to the week or less.
pub fn whole_day(text: &str) -> Option<NaiveDate> {
    let read = typed::day(text, clock::today());
    let day = read.filter(|date| date.precision() == Precision::Day);
    day.map(|date| date.date())
}

fn start_fault(words: Words, name: &str, text: String) -> Fault {
    let label = words.say(match name {
        "identifier" => "start-identifier",
        "family" => "start-family",
        "given" => "start-given",
        "birth_date" => "start-born",
        "sex_at_birth" => "start-sex",
        _ => "start-day",
    });
    Fault {
        link: format!("#{name}"),
        label,
        text,
    }
}

/// A draft that a request is about, and what it says so far.
struct Open<'a> {
    frame: Frame,
    form: &'a Form,
    draft: Draft,
    look: Look,
    both: BTreeMap<String, Phi<Vec<String>>>,
    more: Vec<String>,
    show: Vec<String>,
}

impl<'a> Open<'a> {
    async fn of(
        app: &'a App,
        request: &HttpRequest,
        actor: &Actor,
        saved: SavedDraft,
        (more, show): (Vec<String>, Vec<String>),
    ) -> Result<Open<'a>, Problem> {
        let SavedDraft { draft, both, .. } = saved;
        let form = app::draft_form(app, &draft.opened.form, &draft.opened.form_version)?;
        let look = app::look(app, actor, &draft).await?;
        Ok(Open {
            frame: frame(request),
            form,
            draft,
            look,
            both,
            more,
            show,
        })
    }

    fn layout(&self) -> Layout<'_> {
        Layout {
            words: self.frame.words,
            role: self.frame.role,
            form: self.form,
            entries: self.draft.entries.reveal(),
            look: &self.look,
            more: &self.more,
            show: &self.show,
            both: &self.both,
        }
    }

    fn address(&self) -> String {
        address(self.draft.opened.draft_id)
    }

    fn banner(&self) -> Banner {
        let opened = &self.draft.opened;
        Banner::of(self.frame.words, &opened.patient, opened.assessment_date)
    }

    fn panel(&self) -> Panel {
        let names = self.layout().names();
        Panel::of(&self.frame, self.form, &self.look, |name| {
            names.contains(name)
        })
    }

    fn page(&self, faults: Vec<Fault>) -> Intake {
        Intake {
            address: self.address(),
            banner: self.banner(),
            title: self.form.title().to_owned(),
            page: clock::new_id().to_string(),
            version: self.draft.version,
            saved: saved_words(self.frame.words, &self.draft),
            faults,
            sections: self.layout().sections(),
            more: self.more.clone(),
            show: self.show.clone(),
            panel: self.panel(),
            frame: self.frame.clone(),
        }
    }
}

/// The values of a parameter, each once.
fn listed(pairs: &[(String, String)], names: &[&str]) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in names.iter().flat_map(|name| all(pairs, name)) {
        if !value.is_empty() && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

/// `GET /drafts/{id}`: the form that is being filled.
pub async fn view(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let draft = app::view_draft(&app, id).await?;
    if draft.case_id.is_some() {
        return Ok(see(&format!("{}/sent", address(id))));
    }
    let asked = query(&request);
    let shown = (listed(&asked, &["more"]), listed(&asked, &["show"]));
    let saved = SavedDraft::untouched(draft);
    let open = Open::of(&app, &request, &by.actor, saved, shown).await?;
    let faults = if first(&asked, "faults").is_empty() {
        Vec::new()
    } else {
        open.layout().faults(&open.address())
    };
    html(&open.page(faults))
}

/// `GET /drafts/{id}/resume`: the form, at the question that was answered last.
pub async fn resume(
    _: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let form = address(id);
    Ok(see(&match app::left_off(&app, id).await? {
        Some(question) => format!("{form}#q-{question}"),
        None => form,
    }))
}

/// What a page of a form sent.
struct Sheet {
    shown: Vec<String>,
    more: Vec<String>,
    show: Vec<String>,
    band: String,
    saved: SavedDraft,
}

/// Saves what a page of a form sent; `None` where the page is about another patient.
async fn save(
    app: &App,
    actor: &Actor,
    id: DraftId,
    fields: Vec<(String, String)>,
) -> Result<Option<Sheet>, Problem> {
    let draft = app::view_draft(app, id).await?;
    if first(&fields, "patient") != draft.opened.patient.identifier.reveal().as_str() {
        return Ok(None);
    }
    let form = app::draft_form(app, &draft.opened.form, &draft.opened.form_version)?;
    let version = first(&fields, "version").parse().unwrap_or_default();
    let page = first(&fields, "page").parse().ok();
    let shown: Vec<String> = all(&fields, "shown").map(str::to_owned).collect();
    let (more, show) = (
        listed(&fields, &["more_shown", "more"]),
        listed(&fields, &["show_shown", "show"]),
    );
    let band = first(&fields, "band").to_owned();
    let typed = Typed {
        page,
        version,
        shown,
        entries: Phi::new(Entries::of(form, fields)),
    };
    let saved = app::save_draft(app, actor, draft, &typed).await?;
    Ok(Some(Sheet {
        shown: typed.shown,
        more,
        show,
        band,
        saved,
    }))
}

/// A page was sent about another patient than the one its address is about.
pub fn another_patient(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let frame = frame(request);
    let page = Message {
        title: frame.say("not-your-patient-title"),
        text: frame.say("not-your-patient"),
        back: "/".to_owned(),
        frame,
    };
    html_as(StatusCode::CONFLICT, &page)
}

/// `POST /drafts/{id}`: saves the page and goes where its button leads.
pub async fn post(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let fields = fields(&request, payload).await?;
    let (jump, more) = (
        first(&fields, "show").to_owned(),
        first(&fields, "more").to_owned(),
    );
    let check = first(&fields, "do") == "check";
    let Some(sheet) = save(&app, &by.actor, id, fields).await? else {
        return another_patient(&request);
    };
    if !sheet.saved.both.is_empty() {
        // The page itself says what both entered: a redirect would lose it.
        let open = Open::of(
            &app,
            &request,
            &by.actor,
            sheet.saved,
            (sheet.more, sheet.show),
        )
        .await?;
        let faults = open.layout().both_faults();
        return html(&open.page(faults));
    }
    if check {
        return Ok(see(&format!("{}/check", address(id))));
    }
    let mut there = address(id);
    let kept = sheet.more.iter().map(|id| format!("more={id}"));
    let kept = kept.chain(sheet.show.iter().map(|name| format!("show={name}")));
    let kept: Vec<String> = kept.filter(|pair| is_plain(pair)).collect();
    if !kept.is_empty() {
        there = format!("{there}?{}", kept.join("&"));
    }
    if is_plain(&jump) && !jump.is_empty() {
        there = format!("{there}#q-{jump}");
    } else if is_plain(&more) && !more.is_empty() {
        there = format!("{there}#s-{more}");
    }
    Ok(see(&there))
}

/// Whether a text is made of letters that need no escape in an address.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'='))
}

/// `POST /drafts/{id}/autosave`: saves the page and answers with what changes on it.
pub async fn autosave(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let fields = fields(&request, payload).await?;
    let Some(sheet) = save(&app, &by.actor, id, fields).await? else {
        return another_patient(&request);
    };
    let changed = sheet.saved.changed.clone();
    let open = Open::of(
        &app,
        &request,
        &by.actor,
        sheet.saved,
        (sheet.more, sheet.show),
    )
    .await?;
    let layout = open.layout();
    let names = layout.names();
    // What the reader looks at is left alone: only what came, what went, and what somebody else
    // changed takes a new place.
    let came = names.iter().filter(|name| !sheet.shown.contains(name));
    let went = sheet.shown.iter().filter(|name| !names.contains(*name));
    let theirs = changed.iter().filter(|name| names.contains(*name));
    let mut places: Vec<Place> = came
        .chain(went)
        .chain(theirs)
        .map(|name| layout.place(name, &names))
        .collect();
    for place in &mut places {
        if let Place::Shown(question) = place {
            question.swap = true;
        }
    }
    let stay = sheet.shown.iter().filter(|name| names.contains(*name));
    let notes = stay.filter_map(|name| {
        let question = layout.question(open.form.field(name)?);
        Some((
            name.clone(),
            question.used,
            question.fault.unwrap_or_default(),
        ))
    });
    let words = open.frame.words;
    let mut panel = open.panel();
    panel.swap = true;
    let announce = if panel.band.word == sheet.band {
        String::new()
    } else {
        words.with(
            "announce",
            &[("urgency", &panel.band.word), ("open", &panel.open)],
        )
    };
    html(&SavedPart {
        version: open.draft.version,
        saved: saved_words(words, &open.draft),
        notes: notes.collect(),
        places,
        announce,
        panel,
    })
}

/// `GET /drafts/{id}/check`: the form before it is sent.
pub async fn check(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let draft = app::view_draft(&app, id).await?;
    if draft.case_id.is_some() {
        return Ok(see(&format!("{}/sent", address(id))));
    }
    let saved = SavedDraft::untouched(draft);
    let open = Open::of(&app, &request, &by.actor, saved, (Vec::new(), Vec::new())).await?;
    if !open.look.misread.is_empty() || !open.look.violations.is_empty() {
        return Ok(see(&format!("{}?faults=yes", open.address())));
    }
    let words = open.frame.words;
    let (entries, on) = (
        open.draft.entries.reveal(),
        open.look.record.assessment_date(),
    );
    let answered = |field: &&crate::intake::form::Field| !entries.get(&field.name).is_empty();
    let sections = open.form.sections().iter().map(|section| {
        let fields = open
            .form
            .fields()
            .iter()
            .filter(|field| field.section == section.id);
        let answers = fields.filter(answered).map(|field| {
            let answer = answer_words(words, field, entries.get(&field.name), on);
            (field.name.clone(), field.label.clone(), answer)
        });
        Answered {
            title: section.title.clone(),
            answers: answers.collect(),
        }
    });
    let missing = open
        .form
        .fields()
        .iter()
        .filter(|field| field.critical && !answered(field));
    let unusual = open.form.fields().iter().filter(|field| {
        let values = entries.get(&field.name);
        is_unusual(open.form, field, values, on)
    });
    let unusual = unusual.map(|field| {
        let answer = answer_words(words, field, entries.get(&field.name), on);
        (field.name.clone(), field.label.clone(), answer)
    });
    html(&Check {
        unusual: unusual.collect(),
        address: open.address(),
        banner: open.banner(),
        version: open.draft.version,
        panel: open.panel(),
        missing: missing
            .map(|field| (field.name.clone(), field.question.clone()))
            .collect(),
        sections: sections
            .filter(|section| !section.answers.is_empty())
            .collect(),
        frame: open.frame.clone(),
    })
}

/// `POST /drafts/{id}/send`: the form becomes a case.
pub async fn send(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let fields = fields(&request, payload).await?;
    let draft = app::view_draft(&app, id).await?;
    if first(&fields, "patient") != draft.opened.patient.identifier.reveal().as_str() {
        return another_patient(&request);
    }
    // Somebody saved since this page was read: what is sent is what was read.
    let read: i64 = first(&fields, "version").parse().unwrap_or_default();
    if draft.case_id.is_none() && draft.version != read {
        return Ok(see(&format!("{}/check", address(id))));
    }
    match app::send_draft(&app, &by.actor, id).await {
        Ok(_) => Ok(see(&format!("{}/sent", address(id)))),
        Err(AppError::Rejected(_)) => Ok(see(&format!("{}?faults=yes", address(id)))),
        Err(error) => Err(error.into()),
    }
}

/// `GET /drafts/{id}/sent`: what is next.
pub async fn sent(
    _: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let draft = app::view_draft(&app, id).await?;
    let Some(case_id) = draft.case_id else {
        return Ok(see(&address(id)));
    };
    let frame = frame(&request);
    let words = frame.words;
    let decision = app::view_case(&app, case_id).await?.decision;
    let refused = handout::refused(decision.urgency, decision.could_become, decision.status);
    html(&Sent {
        banner: Banner::of(words, &draft.opened.patient, draft.opened.assessment_date),
        band: Band::of_decision(words, decision.urgency, decision.status),
        step: next_step(words, &decision),
        case: case_address(case_id),
        summary: summary_link(case_id),
        handout: if refused {
            String::new()
        } else {
            handout_link(case_id)
        },
        frame,
    })
}

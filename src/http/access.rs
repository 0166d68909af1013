//! Who may do what. The first argument of a handler says what somebody needs to be let in, and a
//! handler that does not say so cannot be a route.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::actor::actor;
use super::problem::{Kind, Problem};
use crate::app::{Actor, Role};

/// Something that only some may do.
pub trait Permission: 'static {
    /// Its name in the table of who may do what.
    const NAME: &'static str;
    /// Who may.
    const ROLES: &'static [Role];

    /// Whether that role may.
    fn has(role: Role) -> bool {
        Self::ROLES.contains(&role)
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $permission:ident = $name:literal: $($role:ident)+;)+) => {$(
        $(#[$doc])*
        pub struct $permission;

        impl Permission for $permission {
            const NAME: &'static str = $name;
            const ROLES: &'static [Role] = &[$(Role::$role),+];
        }
    )+};
}

permissions! {
    /// Reads what is kept about patients.
    ReadPatients = "read patients": MedicalAssistant Clinician RuleAuthor;
    /// Decides on a form without keeping anything of it.
    TryForms = "try forms": MedicalAssistant Clinician RuleAuthor;
    /// Fills forms and sends them.
    FillForms = "fill forms": MedicalAssistant Clinician;
    /// Takes cases, and says that nothing is left to do for one.
    LookAfterCases = "look after cases": MedicalAssistant Clinician;
    /// Agrees with a decision or changes it.
    Review = "review": Clinician;
    /// Reads the rules and how they do.
    ReadRules = "read rules": MedicalAssistant Clinician RuleAuthor;
    /// Reads how the service is.
    ReadSystem = "read the system": MedicalAssistant Clinician RuleAuthor;
}

/// Somebody with a permission: a handler that takes this is called for nobody else.
pub struct By<P> {
    /// Who it is.
    pub actor: Actor,
    may: PhantomData<fn() -> P>,
}

impl<P: Permission> FromRequest for By<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = actor(request);
        ready(if P::has(actor.role) {
            Ok(By {
                actor,
                may: PhantomData,
            })
        } else {
            let roles: Vec<String> = P::ROLES
                .iter()
                .map(|role| format!("`{}`", role.word()))
                .collect();
            let detail = format!("ask somebody in the role {}", roles.join(" or "));
            Err(Problem::new(Kind::ROLE_NOT_ALLOWED, detail))
        })
    }
}

/// Whoever asks: the answer says nothing about a patient and changes nothing that is kept.
pub struct Anybody;

impl FromRequest for Anybody {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Anybody))
    }
}

/// Whom the first argument of a handler lets in.
pub trait Door {
    /// What is needed, as the table names it.
    const NEEDS: &'static str;
    /// Who is let in.
    const ROLES: &'static [Role];
}

impl<P: Permission> Door for By<P> {
    const NEEDS: &'static str = P::NAME;
    const ROLES: &'static [Role] = P::ROLES;
}

impl Door for Anybody {
    const NEEDS: &'static str = "nothing";
    const ROLES: &'static [Role] = &Role::ALL;
}

/// The arguments of a handler that says whom it lets in.
pub trait Guarded {
    /// The first of them.
    type Door: Door;
}

impl<D: Door> Guarded for (D,) {
    type Door = D;
}

impl<D: Door, A> Guarded for (D, A) {
    type Door = D;
}

impl<D: Door, A, B> Guarded for (D, A, B) {
    type Door = D;
}

impl<D: Door, A, B, C> Guarded for (D, A, B, C) {
    type Door = D;
}

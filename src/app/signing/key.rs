//! Keys and signatures (ed25519). The only place that names the library.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::{Act, Role, Signed, Statement};

/// What stands before the digits of a public key and of a signature.
const ALGORITHM: &str = "ed25519:";

/// What stands before the digits of a secret key, so that nobody takes it for a public one.
const SECRET: &str = "ed25519-secret:";

/// The key of a person, as its file holds it. It has no `Debug`: it is a secret.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// Whose it is.
    pub name: String,
    /// What the person does for the clinic.
    pub role: Role,
    secret_key: String,
}

impl KeyFile {
    /// A key made of 32 random bytes.
    pub fn new(name: String, role: Role, random: &[u8; 32]) -> KeyFile {
        KeyFile {
            name,
            role,
            secret_key: format!("{SECRET}{}", hex(random)),
        }
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    ///
    /// A sentence without any of the text, if it is not one.
    pub fn read(text: &str) -> Result<KeyFile, String> {
        let wrong = || "it is not a key file: make one with `rules keygen`".to_owned();
        let file: KeyFile = serde_json::from_str(text).map_err(|_| wrong())?;
        file.secret().map(|_| ()).ok_or_else(wrong)?;
        Ok(file)
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        // Three texts always have a JSON spelling.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What others know the signatures of this key by.
    ///
    /// # Errors
    ///
    /// If the file holds no key.
    pub fn public_key(&self) -> Result<PublicKey, String> {
        let key = self.secret().ok_or("the key cannot be used")?;
        Ok(PublicKey(key.verifying_key()))
    }

    /// Signs a statement.
    ///
    /// # Errors
    ///
    /// If the file holds no key.
    pub fn sign(&self, statement: Statement) -> Result<Signed, String> {
        let key = self.secret().ok_or("the key cannot be used")?;
        let signature = key.sign(statement.to_canonical_json().as_bytes());
        Ok(Signed {
            public_key: PublicKey(key.verifying_key()).to_string(),
            signature: format!("{ALGORITHM}{}", hex(&signature.to_bytes())),
            statement,
        })
    }

    /// A statement of this person on an act, with everything else left to the caller.
    pub fn statement(&self, act: Act) -> Statement {
        Statement {
            act,
            name: self.name.clone(),
            role: self.role,
            ..Statement::default()
        }
    }

    fn secret(&self) -> Option<SigningKey> {
        let digits = self.secret_key.strip_prefix(SECRET)?;
        Some(SigningKey::from_bytes(&bytes(digits)?))
    }
}

/// What a signature is checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Whether this key made the signature under that text.
    pub fn made(&self, signature: &str, text: &str) -> bool {
        let signature = signature.strip_prefix(ALGORITHM).and_then(bytes);
        signature.is_some_and(|signature| {
            let signature = Signature::from_bytes(&signature);
            self.0.verify_strict(text.as_bytes(), &signature).is_ok()
        })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ALGORITHM}{}", hex(self.0.as_bytes()))
    }
}

impl FromStr for PublicKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let key = text.strip_prefix(ALGORITHM).and_then(bytes);
        let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
        // A weak key fits signatures that nobody made.
        key.filter(|key| !key.is_weak())
            .map(PublicKey)
            .ok_or_else(|| {
                "it is not a public key: copy the line that `rules keygen` printed".to_owned()
            })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let digits = digits.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_key_and_its_statement_alone() {
        let key = KeyFile::new("Dr. Example".into(), Role::Clinician, &[7; 32]);
        let other = KeyFile::new("Dr. Example".into(), Role::Clinician, &[8; 32]);
        let statement = Statement {
            release: "2026.12.0".into(),
            ..key.statement(Act::Approve)
        };
        let fits = |by: &KeyFile, signed: &Signed| {
            by.public_key().is_ok_and(|public| signed.fits(&public))
        };
        let Ok(signed) = key.sign(statement) else {
            unreachable!("the key was made above");
        };
        assert!(fits(&key, &signed));
        assert!(!fits(&other, &signed));
        for change in [
            |s: &mut Signed| s.statement.release = "2026.12.1".into(),
            |s: &mut Signed| s.statement.act = Act::Withdraw,
            |s: &mut Signed| s.statement.role = Role::Approver,
            |s: &mut Signed| s.signature.truncate(20),
        ] {
            let mut changed = signed.clone();
            change(&mut changed);
            assert!(!fits(&key, &changed));
        }
    }

    #[test]
    fn a_key_reads_back_and_is_no_public_one() {
        let key = KeyFile::new("Dr. Example".into(), Role::Approver, &[7; 32]);
        let again = KeyFile::read(&key.to_text()).map(|key| key.public_key());
        assert_eq!(again, Ok(key.public_key()));
        let public = key.public_key().map(|public| public.to_string());
        assert!(public.is_ok_and(|text| text.parse::<PublicKey>().is_ok()));
        let weak = format!("{ALGORITHM}{}", hex(&[0; 32]));
        for text in [key.secret_key.as_str(), "ed25519:00", "", weak.as_str()] {
            assert!(text.parse::<PublicKey>().is_err(), "{text}");
        }
    }
}

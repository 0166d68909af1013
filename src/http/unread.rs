//! Bodies that nobody read to their end.
//!
//! The framework reads on and throws away what follows of a chunked body once its reader is gone,
//! with no limit on bytes or time, so that the connection can be used again. It ends the
//! connection instead while there is a reader that may still want the rest. So the answer holds
//! the reader until it is sent.

use std::cell::RefCell;
use std::error::Error;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_core::Stream;

/// A second hold on the body of a request.
pub struct Hold {
    _reader: Rc<RefCell<Payload>>,
}

/// Takes a hold on the body, if there is one.
pub fn hold(request: &mut ServiceRequest) -> Option<Hold> {
    match request.take_payload() {
        Payload::None => None,
        payload => {
            let shared = Rc::new(RefCell::new(payload));
            request.set_payload(Payload::Stream {
                payload: Box::pin(Reader(Rc::clone(&shared))),
            });
            Some(Hold { _reader: shared })
        }
    }
}

struct Reader(Rc<RefCell<Payload>>);

impl Stream for Reader {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(cx)
    }
}

impl Hold {
    /// The body of an answer, which holds the body of the request until it is sent.
    pub fn until_sent(self, body: BoxBody) -> BoxBody {
        BoxBody::new(Holding {
            body,
            _request: self,
        })
    }
}

struct Holding {
    body: BoxBody,
    _request: Hold,
}

impl MessageBody for Holding {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }
}

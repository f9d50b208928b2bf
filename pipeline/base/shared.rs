//! What the briefs of one run have in common, each part of it made once.
//!
//! Nothing in here knows of briefs or records: [`Project`](crate::project::Project) decides what is
//! shared, and keeps the record of each brief whole.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::record::{Content, Record};

/// By key; a slot is locked while its content is made, so that others wait for it and do not make it too.
type Slots<K, V> = Mutex<BTreeMap<K, Arc<Mutex<Option<V>>>>>;

/// Files and what was made from files, for as long as a run lasts.
#[derive(Default)]
pub struct Shared {
    files: Slots<String, Arc<Content>>,
    made: Slots<(String, TypeId), Once<dyn Any + Send + Sync>>,
}

/// Something made once, and what was seen of files for it.
pub struct Once<T: ?Sized> {
    /// What was made.
    pub value: Arc<T>,
    /// Files read, files looked for, folders listed.
    pub record: Record,
}

impl Shared {
    /// The file at a path, read if no one has.
    ///
    /// # Errors
    /// Those of `read`; nothing is kept then.
    pub fn file<E>(
        &self,
        path: &str,
        read: impl FnOnce() -> Result<Content, E>,
    ) -> Result<Arc<Content>, E> {
        let slot = slot(&self.files, path.to_owned());
        let mut content = lock(&slot);
        if let Some(content) = content.as_ref() {
            return Ok(Arc::clone(content));
        }
        let fresh = Arc::new(read()?);
        *content = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    /// What is called `key` among all of its type, made if no one has.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept then.
    pub fn once<T: Send + Sync + 'static, E>(
        &self,
        key: &str,
        make: impl FnOnce() -> Result<Once<T>, E>,
    ) -> Result<Once<T>, E> {
        let slot = slot(&self.made, (key.to_owned(), TypeId::of::<T>()));
        let mut made = lock(&slot);
        if let Some(Once { value, record }) = made.as_ref()
            && let Ok(value) = Arc::clone(value).downcast()
        {
            let record = record.clone();
            return Ok(Once { value, record });
        }
        let fresh = make()?;
        *made = Some(Once {
            value: Arc::clone(&fresh.value) as Arc<dyn Any + Send + Sync>,
            record: fresh.record.clone(),
        });
        Ok(fresh)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = lock(&self.files);
        formatter.debug_set().entries(files.keys()).finish()
    }
}

/// Locks; what a thread held that panicked is whole, since nothing in here is changed in steps.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}

fn slot<K: Ord, V>(slots: &Slots<K, V>, key: K) -> Arc<Mutex<Option<V>>> {
    Arc::clone(lock(slots).entry(key).or_default())
}

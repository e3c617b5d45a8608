import Rules
import Storage

extension ProofService {
    /// An entry of the audit log about something a caller does now.
    func entry(_ act: String, _ subject: String, _ detail: [JSONMember] = [], tenant: String? = nil, by caller: Caller) -> AuditRecord {
        AuditRecord(
            at: environment.now(), tenant: tenant ?? caller.tenant, actor: caller.actor, act: act, subject: subject,
            detail: String(decoding: JSONValue.object(detail).canonicalBytes, as: UTF8.self))
    }

    /// Gives the entries that wait their places in the chain.
    ///
    /// An act writes its entry in its own transaction, into a table without order between transactions, so acts never wait for one
    /// another here. This step is the only writer of the chain; if two servers come to it at once, one runs again.
    func sealAudit() throws(StorageError) {
        var isMore = try store.read { session throws(StorageError) in try !session.pendingAudit(limit: 1).isEmpty }
        while isMore {
            isMore = try store.write { session throws(StorageError) in
                let pending = try session.pendingAudit(limit: 1000)
                guard !pending.isEmpty else { return false }
                var head = try session.auditHead()
                var links: [(link: AuditLink, pending: Int)] = []
                for (id, record) in pending {
                    let link = AuditChain.link(record, after: head)
                    links.append((link, id))
                    head = link
                }
                try session.linkAudit(links)
                return pending.count == 1000
            }
        }
    }

    // MARK: Reading

    /// The log's head, once everything so far is in it.
    public func auditHead(by caller: Caller) throws(ServiceError) -> AuditHead {
        try requireOperator(caller)
        try keepBooks()
        let head = try stored { session throws(StorageError) in try session.auditHead() }
        return head.map { AuditHead(number: $0.number, digest: $0.digest) } ?? AuditHead(number: 0, digest: AuditChain.origin)
    }

    /// Checks the whole log, and that a head noted earlier is still in it.
    public func verifyAudit(noted: AuditHead?, by caller: Caller) throws(ServiceError) -> AuditVerdict {
        try requireOperator(caller)
        try keepBooks()
        var examination = AuditExamination(noted: noted)
        while examination.fault == nil {
            let position = examination.position
            let links = try stored { session throws(StorageError) in try session.auditLinks(after: position, limit: 1000) }
            for link in links { examination.read(link) }
            if links.count < 1000 { break }
        }
        return examination.verdict()
    }

    /// At most `limit` entries after a number: an operator's view of all, a tenant's of its own.
    public func auditEntries(tenant: String?, after number: Int, limit: Int, by caller: Caller) throws(ServiceError) -> [AuditLink] {
        let tenant = try administered(tenant, by: caller, allowingAll: true)
        try keepBooks()
        return try stored { session throws(StorageError) in try session.auditLinks(after: number, limit: limit, tenant: tenant) }
    }
}

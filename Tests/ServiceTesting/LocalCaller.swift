import Service
import Storage

/// The service as the local tenant sees it, for tests that are not about tenants.
extension ProofService {
    package func order(_ order: ProofOrder) throws(ServiceError) -> ProofTicket { try self.order(order, by: .local) }

    package func job(_ id: String) throws(ServiceError) -> JobRecord { try job(id, by: .local) }

    package func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(ServiceError) -> ReceiptVerdict {
        try verify(receipt, expectation, by: .local)
    }

    package func cancel(_ id: String) throws(ServiceError) { try cancel(id, by: .local) }

    package func receipt(_ id: String) throws(ServiceError) -> ReceiptRecord { try receipt(id, by: .local) }

    package func listen(_ id: String, after number: Int, deliver: @escaping @Sendable (JobMessage) -> Void) throws(ServiceError) -> Int {
        try listen(id, after: number, by: .local, deliver: deliver)
    }

    package func whenFinished(_ id: String, _ action: @escaping @Sendable (JobRecord) -> Void) throws(ServiceError)
        -> @Sendable () -> Void
    {
        try whenFinished(id, by: .local, action)
    }

    package func deploy(customerID: String, document: [UInt8], idempotency: IdempotencyKey?) throws(ServiceError)
        -> (record: DeploymentRecord, isNew: Bool)
    {
        try deploy(customerID: customerID, document: document, idempotency: idempotency, by: .local)
    }

    package func redeploy(customerID: String, document: [UInt8]) throws(ServiceError) -> DeploymentRecord {
        try redeploy(customerID: customerID, document: document, by: .local)
    }

    package func deployment(_ customerID: String) throws(ServiceError) -> DeploymentRecord { try deployment(customerID, by: .local) }

    package func removeDeployment(_ customerID: String) throws(ServiceError) { try removeDeployment(customerID, by: .local) }

    package func deployments(imageID: [UInt8]?, after: String, limit: Int) throws(ServiceError)
        -> (page: [DeploymentRecord], total: Int)
    {
        try deployments(imageID: imageID, after: after, limit: limit, by: .local)
    }
}

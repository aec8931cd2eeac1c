// ScanService: makes a reactor for each stream, and answers unary requests.

#ifndef MINGCHA_SERVICE_SCAN_SERVICE_H_
#define MINGCHA_SERVICE_SCAN_SERVICE_H_

#include <memory>

#include <grpcpp/impl/service_type.h>

#include "service/scan_stream.h"

namespace mingcha {

// `parts` outlives the service.
std::unique_ptr<grpc::Service> MakeScanService(const ScanParts* parts);

}  // namespace mingcha

#endif  // MINGCHA_SERVICE_SCAN_SERVICE_H_

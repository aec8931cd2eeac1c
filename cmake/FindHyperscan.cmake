# Finds Hyperscan, or Vectorscan where that is what stands under the name libhs.
# Provides Hyperscan::hs.
find_package(PkgConfig QUIET)
pkg_check_modules(PC_HYPERSCAN QUIET libhs)
find_path(Hyperscan_INCLUDE_DIR hs.h HINTS ${PC_HYPERSCAN_INCLUDE_DIRS} PATH_SUFFIXES hs)
find_library(Hyperscan_LIBRARY hs HINTS ${PC_HYPERSCAN_LIBRARY_DIRS})
set(Hyperscan_VERSION ${PC_HYPERSCAN_VERSION})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hyperscan
  REQUIRED_VARS Hyperscan_LIBRARY Hyperscan_INCLUDE_DIR VERSION_VAR Hyperscan_VERSION)

if(Hyperscan_FOUND AND NOT TARGET Hyperscan::hs)
  add_library(Hyperscan::hs UNKNOWN IMPORTED)
  set_target_properties(Hyperscan::hs PROPERTIES
    IMPORTED_LOCATION ${Hyperscan_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${Hyperscan_INCLUDE_DIR})
endif()
mark_as_advanced(Hyperscan_INCLUDE_DIR Hyperscan_LIBRARY)

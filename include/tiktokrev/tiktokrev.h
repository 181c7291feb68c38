/** @file
 * @brief All of libtiktokrev.
 *
 * Describe a platform (ttr_driver, ttr_audience, ttr_environment, ttr_stream),
 * add it up (ttr_combiner), compile it (ttr_program), run it (ttr_forecast).
 * @copyright MIT, the libtiktokrev authors
 */
#ifndef TIKTOKREV_H
#define TIKTOKREV_H

#include <tiktokrev/audience.h>
#include <tiktokrev/backtest.h>
#include <tiktokrev/baseline.h>
#include <tiktokrev/calendar.h>
#include <tiktokrev/calibration.h>
#include <tiktokrev/combiner.h>
#include <tiktokrev/custom.h>
#include <tiktokrev/distribution.h>
#include <tiktokrev/document.h>
#include <tiktokrev/driver.h>
#include <tiktokrev/environment.h>
#include <tiktokrev/export.h>
#include <tiktokrev/forecast.h>
#include <tiktokrev/gradient.h>
#include <tiktokrev/history.h>
#include <tiktokrev/program.h>
#include <tiktokrev/schema.h>
#include <tiktokrev/score.h>
#include <tiktokrev/simulation.h>
#include <tiktokrev/status.h>
#include <tiktokrev/stream.h>
#include <tiktokrev/text.h>
#include <tiktokrev/version.h>

#endif
